"""What the receipt of a case tells, given the case. Pure."""

from collections.abc import Mapping

from schemas.case import Case
from schemas.events import CaseStatus
from tocsin.told import State, Told, ToldQuestion

STATES: Mapping[CaseStatus, State] = {
    "new": "received",
    "triage": "received",
    "in_review": "in_review",
    "needs_facts": "needs_facts",
    "referred": "in_review",
    "closed": "closed",
}
"""A receipt tells whether somebody works on a report, and not what comes of it: that a
case was referred is nothing that whoever holds the receipt should learn from us."""

NOTHING_YET = Told("received", None)
"""What a receipt tells of a case that no review has touched."""


def told_of(case: Case) -> Told:
    """The state as a receipt tells it, and the questions to its reporter."""
    questions = tuple(
        ToldQuestion(one.id, one.at.date(), one.text) for one in case.questions
    )
    since = case.status_at.date() if case.status_at else None
    if case.merged_into is None:
        return Told(STATES[case.status], since, questions)
    if case.status_before_merge == "closed":
        return Told("closed", since, questions)
    # It is closed for our lists only: what it tells is worked on there, and more of it
    # is welcome for as long as that other case is open.
    return Told("in_review", since, questions, follows=case.merged_into)
