"""Folding: events in, case out. Pure.

The result does not depend on the order in which topics are read: each topic writes its
own part of the case, and what all of them write (history, failures) is kept sorted.
"""

from collections.abc import Callable
from typing import NamedTuple

from schemas.case import Case, Failure, HistoryEntry, Note
from schemas.events import (
    AllegationEnriched,
    AllegationReceived,
    Assigned,
    CaseReviewed,
    CaseStatus,
    DeadLettered,
    DeadLetterSettled,
    Event,
    FindingJudged,
    NoteAdded,
    StatusChanged,
)

# A case that 500 events shaped has its story told; the log has all the rest.
HISTORY_MAX = 500

MOVES: dict[CaseStatus, frozenset[CaseStatus]] = {
    "new": frozenset({"triage", "in_review", "needs_facts", "closed"}),
    "triage": frozenset({"in_review", "needs_facts", "closed"}),
    "in_review": frozenset({"triage", "needs_facts", "referred", "closed"}),
    "needs_facts": frozenset({"triage", "in_review", "closed"}),
    "referred": frozenset({"in_review", "closed"}),
    "closed": frozenset({"triage", "in_review"}),
}
"""Status -> the statuses that may follow it."""


class Placed(NamedTuple):
    """An event and where it stands in the log."""

    event: Event
    topic: str
    partition: int
    offset: int


def fold(case: Case | None, placed: Placed) -> Case:
    """The case after one more event; the same object when nothing changed."""
    event = placed.event
    before = case or Case(case_id=event.case_id)
    place = f"{placed.topic}/{placed.partition}"
    if placed.offset <= before.applied.get(place, -1):
        return before
    changed = _HANDLERS[type(event)](before, event)
    if changed is before:
        return before
    return changed.model_copy(
        update={
            # Sorted: the document must not tell in which order topics were read.
            "applied": dict(sorted({**before.applied, place: placed.offset}.items())),
            "updated_at": max(before.updated_at or event.time, event.time),
        }
    )


def _told(
    case: Case, event: Event, *, by: str, summary: str
) -> tuple[HistoryEntry, ...]:
    entry = HistoryEntry(
        at=event.time, event_id=event.id, type=event.TYPE, by=by, summary=summary
    )
    entries = sorted((*case.history, entry), key=lambda told: (told.at, told.event_id))
    return tuple(entries[-HISTORY_MAX:])


def _received(case: Case, event: AllegationReceived) -> Case:
    if case.received_id == event.id:
        return case
    return case.model_copy(
        update={
            "received_id": event.id,
            "received_at": event.time,
            "channel": event.channel,
            "external_id": event.external_id,
            "anonymous": event.anonymous,
            "allegation": event.allegation,
            "history": _told(case, event, by="reporter", summary="received"),
        }
    )


def _enriched(case: Case, event: AllegationEnriched) -> Case:
    # An older enrichment that is replayed from the dead letters has nothing new to say.
    replaced = case.enriched_at is not None and event.time < case.enriched_at
    if case.enriched_id == event.id or replaced:
        return case
    return case.model_copy(
        update={
            "enriched_id": event.id,
            "enriched_at": event.time,
            "enriched_received_id": event.received_id,
            "enrichment": event.enrichment,
            "history": _told(case, event, by=event.source, summary="enriched"),
        }
    )


def _dead_lettered(case: Case, event: DeadLettered) -> Case:
    # A letter without an event id is of a record that could not be read at all: its
    # key need not be a case. It stands in the dead letters, where operators look.
    if event.event_id is None or any(f.letter_id == event.id for f in case.failures):
        return case
    failure = Failure(
        stage=event.stage,
        reason=event.reason,
        message=event.message,
        letter_id=event.id,
        at=event.time,
    )
    failures = sorted((*case.failures, failure), key=lambda f: (f.at, f.letter_id))
    return case.model_copy(
        update={
            "failures": tuple(failures),
            "history": _told(
                case, event, by=event.source, summary=f"dead letter: {event.reason}"
            ),
        }
    )


def _settled(case: Case, event: DeadLetterSettled) -> Case:
    kept = tuple(f for f in case.failures if f.letter_id != event.letter_id)
    if len(kept) == len(case.failures):
        return case
    return case.model_copy(
        update={
            "failures": kept,
            "history": _told(
                case, event, by=event.operator, summary=f"dead letter {event.outcome}"
            ),
        }
    )


def _reviewed(case: Case, event: CaseReviewed) -> Case:
    known = event.id in case.refused or any(
        h.event_id == event.id for h in case.history
    )
    if known:
        return case
    if event.based_on_version != case.version or not may_apply(case, event):
        return case.model_copy(update={"refused": (*case.refused, event.id)})
    for change in event.changes:
        match change:
            case StatusChanged():
                case = case.model_copy(update={"status": change.status})
            case Assigned():
                case = case.model_copy(update={"assignee": change.assignee})
            case NoteAdded():
                note = Note(at=event.time, reviewer=event.reviewer, text=change.text)
                case = case.model_copy(update={"notes": (*case.notes, note)})
            case FindingJudged():
                judgements = {**case.judgements, change.finding_id: change.judgement}
                case = case.model_copy(update={"judgements": judgements})
    summary = ", ".join(change.change for change in event.changes)
    return case.model_copy(
        update={
            "version": case.version + 1,
            "history": _told(case, event, by=event.reviewer, summary=summary),
        }
    )


def may_apply(case: Case, event: CaseReviewed) -> bool:
    """Whether every status change of a review is a move that `MOVES` allows."""
    status = case.status
    for change in event.changes:
        if isinstance(change, StatusChanged):
            if change.status != status and change.status not in MOVES[status]:
                return False
            status = change.status
    return True


_HANDLERS: dict[type[Event], Callable[..., Case]] = {
    AllegationReceived: _received,
    AllegationEnriched: _enriched,
    CaseReviewed: _reviewed,
    DeadLettered: _dead_lettered,
    DeadLetterSettled: _settled,
}
