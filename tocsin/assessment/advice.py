"""The draft of the written advice that 19 CFR 12.42(c) asks for.

A filing that lacks something goes back promptly "with detailed written advice as to the
respects in which it does not conform". A person reads and signs it; this is a draft.
"""

from collections.abc import Sequence

from schemas.enrichment import CompletenessItem, CompletenessPart

_PARTS: dict[CompletenessPart, str] = {
    "reasons": "the reasons for the belief",
    "merchandise": "the description of the merchandise",
    "production": "the facts of production abroad",
    "import_link": "the link to import into the United States",
}
_OPENING = (
    "Thank you for your report. It has been received and read with care.\n\n"
    "Under 19 CFR 12.42(b) a report should state the reasons for the belief that goods "
    "are made with forced labor, describe the goods, and give the facts of their "
    "production abroad; the goods should be, or be likely to be, imported into the "
    "United States. Under 19 CFR 12.42(c) we write to say what would complete it."
)
_CLOSING = (
    "Please send only what you can give without danger to yourself or others. You can "
    "add to your report at any time with the receipt code that you were given; what "
    "you have already sent is kept and need not be sent again.\n\n"
    "This letter says nothing about whether the allegation is well founded. It only "
    "says what is still needed to look into it."
)


def draft_advice(
    items: Sequence[CompletenessItem], questions: Sequence[str]
) -> str | None:
    """The letter's text; None where every part is present."""
    lacking = [item for item in items if item.state != "present"]
    if not lacking:
        return None
    have = [_PARTS[item.part] for item in items if item.state == "present"]
    lines = [f"- {_capital(_PARTS[item.part])}: {item.why}" for item in lacking]
    asked = [f"{number}. {text}" for number, text in enumerate(questions, 1)]
    paragraphs = [
        _OPENING,
        *([f"Your report already gives {_listed(have)}."] if have else []),
        "Still needed:\n" + "\n".join(lines),
        "These answers would help:\n" + "\n".join(asked),
        _CLOSING,
    ]
    return "\n\n".join(paragraphs) + "\n"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listed(parts: Sequence[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
