"""Folding: events in, case out. Pure.

The result does not depend on the order in which topics are read: each topic writes its
own part of the case, and what all of them write (history, failures) is kept sorted.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from schemas.case import Answer, Case, Failure, FieldChange, HistoryEntry
from schemas.events import (
    AllegationEnriched,
    AllegationReceived,
    CaseReviewed,
    DeadLettered,
    DeadLetterSettled,
    Event,
    ReporterAnswered,
)
from tocsin.casework.refusal import ReviewRefused
from tocsin.casework.reviewing import name_of, reviewed

# A case that 500 events shaped has its story told; the log has all the rest.
HISTORY_MAX = 500
# Ids of reviews without effect, to know them when they are told again.
REFUSED_MAX = 500
# Intake takes 20 answers a question; more can only come from a bug.
ANSWERS_MAX = 2_000


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
    if before.erased_at is not None:
        return before
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


def erased(case_id: str, at: datetime) -> Case:
    """What is left of a case whose key was erased: the same whatever it held."""
    return Case(case_id=case_id, erased_at=at, updated_at=at)


def _told(
    case: Case,
    event: Event,
    *,
    by: str,
    summary: str,
    more: Mapping[str, object] | None = None,
) -> tuple[HistoryEntry, ...]:
    entry = HistoryEntry(
        at=event.time, event_id=event.id, type=event.TYPE, by=by, summary=summary
    ).model_copy(update=more)
    entries = sorted((*case.history, entry), key=_place_in_history)
    return tuple(entries[-HISTORY_MAX:])


def _place_in_history(entry: HistoryEntry) -> tuple[datetime, int, str]:
    """By time; of one moment, reviews in the order in which they were applied."""
    return entry.at, entry.version or 0, entry.event_id


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
    if case.enriched_id == event.id or _knows_less(event, case):
        return case
    return case.model_copy(
        update={
            "enriched_id": event.id,
            "enriched_at": event.time,
            "enriched_received_id": event.received_id,
            "enriched_answer_ids": event.answer_ids,
            "enriched_version": event.case_version,
            "enrichment": event.enrichment,
            "history": _told(case, event, by=event.source, summary="enriched"),
        }
    )


def _knows_less(event: AllegationEnriched, case: Case) -> bool:
    """Whether an enrichment has nothing to say that a case does not have already.

    One that read the report alone comes late, when all are put through again; one that
    is older, from the dead letters. Both numbers only ever grow, so that of any two
    enrichments the same one stays, whichever is read first.
    """
    if case.enriched_at is None:
        return False
    of_event = len(event.answer_ids), event.case_version, event.time
    of_case = len(case.enriched_answer_ids), case.enriched_version, case.enriched_at
    return of_event < of_case


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
    summary = ", ".join(change.change for change in event.changes)
    try:
        result = reviewed(case, event)
    except ReviewRefused as exc:
        why = {"refused": exc.code}
        history = _told(case, event, by=name_of(event), summary=summary, more=why)
        refused = (*case.refused, event.id)[-REFUSED_MAX:]
        return case.model_copy(update={"refused": refused, "history": history})
    what = {"version": result.case.version, "details": result.details}
    history = _told(case, event, by=name_of(event), summary=summary, more=what)
    return result.case.model_copy(update={"history": history})


def _answered(case: Case, event: ReporterAnswered) -> Case:
    if any(answer.id == event.id for answer in case.answers):
        return case
    answer = Answer(
        id=event.id, at=event.time, question_id=event.question_id, answer=event.answer
    )
    answers = sorted((*case.answers, answer), key=lambda one: (one.at, one.id))
    file = event.answer.file
    details = (FieldChange(field="file", after=file.sha256),) if file else ()
    return case.model_copy(
        update={
            "answers": tuple(answers[:ANSWERS_MAX]),
            "history": _told(
                case,
                event,
                by="reporter",
                summary="answered",
                more={"details": details},
            ),
        }
    )


_HANDLERS: dict[type[Event], Callable[..., Case]] = {
    AllegationReceived: _received,
    AllegationEnriched: _enriched,
    CaseReviewed: _reviewed,
    DeadLettered: _dead_lettered,
    DeadLetterSettled: _settled,
    ReporterAnswered: _answered,
}
