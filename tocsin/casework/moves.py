"""Which status may follow which."""

from collections.abc import Mapping

from schemas.case import Case
from schemas.events import CaseStatus

MOVES: Mapping[CaseStatus, frozenset[CaseStatus]] = {
    "new": frozenset({"triage", "in_review", "needs_facts", "closed"}),
    "triage": frozenset({"in_review", "needs_facts", "closed"}),
    "in_review": frozenset({"triage", "needs_facts", "referred", "closed"}),
    "needs_facts": frozenset({"triage", "in_review", "closed"}),
    "referred": frozenset({"in_review", "closed"}),
    "closed": frozenset({"triage", "in_review"}),
}
"""Status -> the statuses that may follow it."""


def moves_of(case: Case) -> frozenset[CaseStatus]:
    """The statuses that may follow now, for some reviewer.

    None while the case is merged into another; `referred` only once somebody has
    proposed it.
    """
    if case.merged_into is not None:
        return frozenset()
    allowed = MOVES[case.status]
    return allowed if case.referral is not None else allowed - {"referred"}
