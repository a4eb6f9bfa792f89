"""In which order cases deserve attention: a sum of named parts, never a verdict.

The points are ours: no agency publishes such a scale. Their order follows what 19 CFR
12.42 asks for and what CBP's releases name (worker statements first, several ILO
indicators together), and every part says why it has its points, so that a reader who
weighs differently can.
"""

from collections.abc import Sequence
from datetime import date

from schemas.enrichment import Completeness, Priority, PriorityContribution
from tocsin.assessment.found import Found
from tocsin.assessment.points import (
    completeness_points,
    evidence_points,
    indicator_points,
    recency_points,
    screening_points,
    severity_points,
    source_points,
)
from tocsin.assessment.raising import would_raise
from tocsin.assessment.sources import independent_sources

_NOT_ALLEGED = " Halved: the text does not clearly allege forced labor in making goods."


def prioritize(
    found: Found,
    completeness: Completeness,
    *,
    received: date,
    related_sources: int = 0,
) -> Priority:
    """The priority of a case on the day it was received; 0 to 100.

    Args:
        found: what the earlier steps found.
        completeness: of the same filing.
        received: the day of receipt; recency counts from it, so that the priority of a
            case is the same whenever it is computed.
        related_sources: independent sources of other cases on the same producer,
            copies not counted.
    """
    sources = independent_sources(found) + related_sources
    parts: Sequence[PriorityContribution] = (
        evidence_points(found),
        indicator_points(found),
        screening_points(found.screening),
        severity_points(found),
        completeness_points(completeness),
        recency_points(found, received),
        source_points(sources),
    )
    if not found.alleges:
        parts = tuple(_halved(part) for part in parts)
    return Priority(
        total=sum(part.points for part in parts),
        parts=tuple(parts),
        would_raise=would_raise(parts, completeness, alleges=found.alleges),
    )


def attention_key(priority: Priority) -> tuple[int, int, int]:
    """The order of cases: total, then independent sources, then evidence; all falling.

    Ties between equal totals go to the case that rests on more independent evidence.
    """
    points = {part.part: part.points for part in priority.parts}
    return priority.total, points["independent_sources"], points["evidence"]


def _halved(part: PriorityContribution) -> PriorityContribution:
    return part.model_copy(
        update={"points": part.points // 2, "reason": part.reason + _NOT_ALLEGED}
    )
