"""What a report still lacks, by the parts that the law asks for. It blocks nothing."""

from dataclasses import dataclass

from services.intake.form.draft import Draft
from services.intake.form.questions import msg

STORY_CHARS = 200
"""Shorter stories seldom say who, where, when and how all at once."""

_MAKERS = frozenset({"manufacturer", "vessel", "exporter"})
_US_LINK = ("reason", "importer", "consignee", "ports", "bills_of_lading")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a full report; `page` is where it is filled."""

    name: str
    advice: str
    page: int
    filled: bool


def parts_of(draft: Draft) -> tuple[Part, ...]:
    """The three parts of 19 CFR 12.42(b), the import link, and what supports them."""
    answers = draft.answers
    story = len(answers.get("narrative", "")) >= STORY_CHARS
    reasons = bool(answers.get("indicators") or answers.get("known_from"))
    makers = any(item.get("role") in _MAKERS for item in draft.items_of("companies"))
    return (
        Part(
            msg("Why you believe that it is forced labor"),
            msg("Say who is forced, by what means, and how you know."),
            1,
            story and reasons,
        ),
        Part(
            msg("Where and by whom the goods are made"),
            msg("Name the country and a company or ship."),
            4 if not answers.get("production_country") else 5,
            bool(answers.get("production_country")) and makers,
        ),
        Part(
            msg("Which goods"),
            msg("Name the goods and, if you can, the brand."),
            6,
            bool(draft.items_of("products")),
        ),
        Part(
            msg("How they come to the United States"),
            msg("A buyer, a brand or a shipping paper helps most."),
            7,
            any(answers.get(name) for name in _US_LINK),
        ),
        Part(
            msg("What supports it"),
            msg("Add a file, an address on the web or a text."),
            8,
            bool(draft.items_of("evidence")),
        ),
    )
