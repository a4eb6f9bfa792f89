"""What would raise a case's priority, in the order of what it could bring."""

from collections.abc import Sequence

from schemas.enrichment import Completeness, PriorityContribution, PriorityPart

_HOW: dict[PriorityPart, str] = {
    "evidence": "Statements of workers, contracts, messages, photographs or shipping "
    "records",
    "indicators": "More of what happens at the place of work, in the words of those "
    "who know it",
    "screening": "The producer's exact name, the goods and the region, to compare with "
    "the lists",
    "severity": "What happens to people who refuse or leave, and how many are affected",
    "recency": "When it happened and whether it still goes on",
    "independent_sources": "Another source that knows it by itself",
}
_COMPLETENESS = "What 19 CFR 12.42(b) asks for and the filing lacks: {}"
_ALLEGES = "A clear statement that the goods are made with forced labor"


def would_raise(
    parts: Sequence[PriorityContribution], completeness: Completeness, *, alleges: bool
) -> tuple[str, ...]:
    """One line for each part that is not full, `(up to N points)`, largest first."""
    lacking = [
        i.part.replace("_", " ") for i in completeness.items if i.state != "present"
    ]
    texts = {**_HOW, "completeness": _COMPLETENESS.format(", ".join(lacking))}
    room = sorted(parts, key=lambda part: part.points - part.points_max)
    lines = [
        f"{texts[part.part]} (up to {part.points_max - part.points} points)."
        for part in room
        if part.points < part.points_max
    ]
    first = () if alleges else (f"{_ALLEGES}: the parts are halved without it.",)
    return (*first, *lines)
