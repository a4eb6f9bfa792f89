"""What to ask a reporter for, so that a filing holds what 19 CFR 12.42(b) asks for."""

from collections.abc import Iterator, Sequence

from schemas.enrichment import CompletenessItem, CompletenessPart
from tocsin.assessment.found import Found

_QUESTIONS: dict[CompletenessPart, dict[str, str]] = {
    "reasons": {
        "missing": "What did you see, hear or read that makes you believe the work is "
        "forced? For instance: are people free to leave, who holds their documents, "
        "how are they paid, what are they threatened with?",
        "weak": "Please tell more of what shows that the work is forced: what happens "
        "to people who refuse or want to leave, and how you know.",
    },
    "merchandise": {
        "missing": "Which goods are made there? A description, a brand, a photograph "
        "or a customs code helps.",
        "weak": "Can you describe the goods more closely: kind, material, brand or "
        "label, customs code, or a photograph of the goods or their packing?",
    },
    "production": {
        "missing": "Who makes the goods and where? The name of the factory, farm, mine "
        "or vessel, its address or region, and the country.",
        "weak": "Please complete who makes the goods and where: names in every "
        "spelling you know, address or region, and country.",
    },
    "import_link": {
        "missing": "How do the goods come, or how are they likely to come, to the "
        "United States? Importers, brands, ports, shipping papers or where the goods "
        "are sold all help.",
        "weak": "Which goods go to which buyer in the United States, and how do you "
        "know? Shipping papers, labels or photographs in a shop help.",
    },
}
_WHEN = "When did this happen, and does it still go on?"
_EVIDENCE = (
    "Do you have statements, contracts, pay slips, messages, photographs or reports "
    "that you can share safely?"
)


def questions_for(found: Found, items: Sequence[CompletenessItem]) -> tuple[str, ...]:
    """The questions for the parts that are not present, then the general ones."""
    return tuple(_questions(found, items))


def _questions(found: Found, items: Sequence[CompletenessItem]) -> Iterator[str]:
    for item in items:
        if item.state != "present":
            yield _QUESTIONS[item.part][item.state]
    labor = found.allegation.labor
    if labor is None or not (labor.started_on or labor.ended_on or labor.ongoing):
        yield _WHEN
    if not found.evidence:
        yield _EVIDENCE
