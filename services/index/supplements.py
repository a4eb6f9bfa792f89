"""What enrichment is told of a case that knows more than its report. Pure.

Only the index stage has report, answers and reviews of a case together, so it puts the
case through enrichment again (docs/decisions/0021-what-comes-later-is-read.md).
"""

from collections.abc import Iterable

from schemas.case import Case
from schemas.events import (
    AllegationReceived,
    AllegationSupplemented,
    CaseReviewed,
    Event,
    FindingAdded,
    FindingJudged,
    ReporterAnswered,
    ReviewersFinding,
    SentLater,
)
from schemas.topics import RECORD_BYTES_MAX
from tocsin.assessment.added import standing
from tocsin.ids import supplemented_id

SOURCE = "tocsin/index"

ROOM_BYTES = RECORD_BYTES_MAX - 64 * 1024
"""Key, headers and the seal take less than the rest."""


def supplement(case: Case, traceparent: str | None) -> AllegationSupplemented | None:
    """The case as enrichment should read it; None where the report alone says it all.

    Also None where the report itself is not known yet: it comes, and brings the case
    here again.
    """
    added = standing(case)
    if case.allegation is None or not (case.answers or added):
        return None
    if case.received_id is None or case.received_at is None:
        return None
    whole = AllegationSupplemented(
        id="-",
        source=SOURCE,
        time=case.updated_at or case.received_at,
        case_id=case.case_id,
        traceparent=traceparent,
        received_id=case.received_id,
        received_at=case.received_at,
        case_version=case.version,
        allegation=case.allegation,
        added=tuple(
            ReviewersFinding(finding=one.finding, replaces=one.replaces)
            for one in added
        ),
    )
    room = ROOM_BYTES - _bytes(whole)
    if room < 0:
        return None
    answers = tuple(_that_fit(case, room))
    made_of = str(case.version), *(one.id for one in answers)
    id = supplemented_id(case.received_id, *made_of)
    return whole.model_copy(update={"id": id, "answers": answers})


def calls_for_reading(event: Event, case: Case) -> bool:
    """Whether a case is to be read again because of an event, told once or twice.

    A report that comes again brings newer versions of lists or models.
    """
    match event:
        case AllegationReceived() | ReporterAnswered():
            return True
        case CaseReviewed():
            added = {one.finding.id for one in case.added}
            return any(
                isinstance(change, FindingAdded)
                or (isinstance(change, FindingJudged) and change.finding_id in added)
                for change in event.changes
            )
    return False


def _that_fit(case: Case, room: int) -> Iterable[SentLater]:
    """The answers that a record has room for, the oldest first."""
    for one in case.answers:
        sent = SentLater(id=one.id, answer=one.answer)
        room -= _bytes(sent)
        if room < 0:
            return
        yield sent


def _bytes(value: AllegationSupplemented | SentLater) -> int:
    return len(value.model_dump_json(exclude_none=True).encode())
