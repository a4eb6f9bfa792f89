"""A review applied to a case: the case after it, or why it has no effect. Pure."""

from dataclasses import dataclass
from typing import assert_never

from schemas.case import AddedFinding, Case, FieldChange, Note, Question
from schemas.events import (
    Asked,
    Assigned,
    CaseReviewed,
    Change,
    FindingAdded,
    FindingJudged,
    Merged,
    NoteAdded,
    ReferralProposed,
    ReferralWithdrawn,
    StatusChanged,
    Undone,
    Unmerged,
)
from tocsin.casework.details import details
from tocsin.casework.merging import undone, with_merge
from tocsin.casework.refusal import ReviewRefused
from tocsin.casework.statuses import with_proposal, with_status

NOTES_MAX = 500
"""Of 20,000 characters at most: 10 MB, a fifth of what the index takes as a case."""

QUESTIONS_MAX = 50
ADDED_MAX = 500
"""More findings than a reviewer adds by hand in a day."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a review did.

    Attributes:
        details: the fields before and after, in the order of the changes.
    """

    case: Case
    details: tuple[FieldChange, ...]


def reviewed(case: Case, event: CaseReviewed) -> Reviewed:
    """The case after a review; its history is not written yet.

    Raises:
        ReviewRefused: it is based on another version, or a change is not allowed.
    """
    if event.based_on_version != case.version:
        raise ReviewRefused(
            "stale",
            f"based on version {event.based_on_version} of a case that was at"
            f" version {case.version}",
        )
    found: list[FieldChange] = []
    changed = case
    for change in event.changes:
        before = changed
        changed = _applied(before, change, event)
        found += details(before, changed, change)
    version = case.version + 1
    return Reviewed(changed.model_copy(update={"version": version}), tuple(found))


def name_of(event: CaseReviewed) -> str:
    """The reviewer as people know them."""
    return event.reviewer_name or event.reviewer


def _applied(case: Case, change: Change, event: CaseReviewed) -> Case:
    match change:
        case StatusChanged():
            after = with_status(case, change, event)
        case ReferralProposed() | ReferralWithdrawn():
            after = with_proposal(case, change, event)
        case Assigned():
            name = change.assignee_name or change.assignee
            update = {"assignee": change.assignee, "assignee_name": name}
            after = case.model_copy(update=update)
        case FindingJudged():
            judgements = {**case.judgements, change.finding_id: change.judgement}
            after = case.model_copy(update={"judgements": judgements})
        case Merged() | Unmerged():
            after = with_merge(case, change, event)
        case Undone():
            after = undone(case, change, event)
        case NoteAdded():
            after = _with_note(case, change, event)
        case Asked():
            after = _with_question(case, change, event)
        case FindingAdded():
            after = _with_finding(case, change, event)
        case _:
            assert_never(change)
    return after


def _with_note(case: Case, change: NoteAdded, event: CaseReviewed) -> Case:
    _check_room("notes", len(case.notes), NOTES_MAX)
    note = Note(at=event.time, reviewer=name_of(event), text=change.text)
    return case.model_copy(update={"notes": (*case.notes, note)})


def _with_question(case: Case, change: Asked, event: CaseReviewed) -> Case:
    _check_room("questions", len(case.questions), QUESTIONS_MAX)
    question = Question(
        id=change.question_id,
        at=event.time,
        reviewer=name_of(event),
        text=change.text,
    )
    return case.model_copy(update={"questions": (*case.questions, question)})


def _with_finding(case: Case, change: FindingAdded, event: CaseReviewed) -> Case:
    others = tuple(one for one in case.added if one.finding.id != change.finding.id)
    _check_room("findings of reviewers", len(others), ADDED_MAX)
    added = AddedFinding(
        at=event.time,
        reviewer=name_of(event),
        finding=change.finding,
        replaces=change.replaces,
    )
    judgements = dict(case.judgements)
    if change.replaces is not None:
        judgements[change.replaces] = "rejected"
    judgements[change.finding.id] = "accepted"
    return case.model_copy(update={"added": (*others, added), "judgements": judgements})


def _check_room(what: str, there: int, most: int) -> None:
    if there >= most:
        raise ReviewRefused("full", f"a case holds at most {most} {what}")
