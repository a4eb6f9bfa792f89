"""From what a reviewer asks for to the changes of an event. Pure but for lookups."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from schemas.case import Case
from schemas.enrichment import NARRATIVE, Finding, FindingKind
from schemas.events import (
    Asked,
    Assigned,
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
from services.desk.casework.commands import Actor
from services.desk.casework.requested import (
    Add,
    Ask,
    Assign,
    Correct,
    Judge,
    Merge,
    ProposeReferral,
    RequestedChange,
    Status,
    Undo,
    Unmerge,
    WithdrawReferral,
    WriteNote,
)
from services.desk.casework.values import normal_value
from services.desk.evidence import evidence_of
from services.desk.findings import findings
from tocsin import ids
from tocsin.errors import NotFound
from tocsin.web.problems import Problem

FOUND_BY = "reviewer"
FOUND_BY_VERSION = "1"

People = Callable[[], Mapping[str, str]]
"""Id -> name of those to whom a case can be given."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a change is read against.

    Attributes:
        version: that it is based on.
        actor: who asks for it.
        file_text: SHA-256 -> the text of a file; NotFound when it is gone.
        merge_target: case id -> that case; None when there is none.
    """

    case: Case
    version: int
    actor: Actor
    people: People
    file_text: Callable[[str], str]
    merge_target: Callable[[str], Case | None]


def resolved(asked: Sequence[RequestedChange], around: Around) -> tuple[Change, ...]:
    """The changes of the event.

    Raises:
        Problem: invalid-request, with a pointer to what is wrong.
    """
    return tuple(
        change
        for number, one in enumerate(asked)
        for change in _resolved(one, around, f"/changes/{number}")
    )


def _resolved(one: RequestedChange, around: Around, at: str) -> Iterator[Change]:
    match one:
        case Status():
            yield _status(one, at)
        case Assign():
            yield _assigned(one, around, at)
        case Ask():
            version = str(around.version)
            made = ids.digest("question", around.case.case_id, version, one.text)
            yield Asked(question_id=made, text=one.text)
        case Judge() | Correct() | Add():
            yield from _finding_changes(one, around, at)
        case Merge():
            yield _merged(one, around, at)
        case _:
            yield _as_it_is(one, around)


def _as_it_is(
    one: ProposeReferral | WithdrawReferral | WriteNote | Unmerge | Undo, around: Around
) -> Change:
    match one:
        case ProposeReferral():
            return ReferralProposed(reason=one.reason)
        case WithdrawReferral():
            return ReferralWithdrawn(reason=one.reason)
        case WriteNote():
            return NoteAdded(text=one.text)
        case Unmerge():
            return Unmerged()
        case Undo():
            return Undone(version=max(around.version, 1))


def _status(one: Status, at: str) -> StatusChanged:
    if one.status == "closed" and one.closed_as is None:
        raise wrong(f"{at}/closed_as", "say why the work on the case ends")
    if one.status != "closed" and one.closed_as is not None:
        raise wrong(f"{at}/closed_as", "goes with the status closed only")
    return StatusChanged(status=one.status, reason=one.reason, closed_as=one.closed_as)


def _assigned(one: Assign, around: Around, at: str) -> Assigned:
    if one.assignee is None:
        return Assigned(assignee=None)
    if one.assignee in {"me", around.actor.id}:
        return Assigned(assignee=around.actor.id, assignee_name=around.actor.name)
    name = around.people().get(one.assignee)
    if name is None:
        raise wrong(f"{at}/assignee", "there is no such person")
    return Assigned(assignee=one.assignee, assignee_name=name)


def _merged(one: Merge, around: Around, at: str) -> Merged:
    target = around.merge_target(one.into)
    if target is None:
        raise wrong(f"{at}/into", "there is no case with this id")
    if target.merged_into is not None:
        raise wrong(f"{at}/into", f"it is merged into {target.merged_into} itself")
    return Merged(into=one.into)


def _finding_changes(
    one: Judge | Correct | Add, around: Around, at: str
) -> Iterator[Change]:
    if isinstance(one, Add):
        yield FindingAdded(finding=_added(one, around, at))
        return
    known = findings(around.case)
    for number, id in enumerate(one.finding_ids):
        found = known.get(id)
        if found is None:
            raise wrong(f"{at}/finding_ids/{number}", "the case has no such finding")
        if isinstance(one, Judge):
            judgement = "accepted" if one.change == "accept" else "rejected"
            yield FindingJudged.model_validate(
                {"finding_id": id, "judgement": judgement}
            )
        else:
            value = _value(found.kind, one.value, at)
            finding = _by_reviewer(found.model_copy(update={"value": value}))
            yield FindingAdded(finding=finding, replaces=id)


def _added(one: Add, around: Around, at: str) -> Finding:
    text = _text(around, one.evidence_id)
    if text is None:
        raise wrong(f"{at}/evidence_id", "the case has no such text")
    start = text.find(one.quote) if one.start is None else one.start
    if start < 0 or not text.startswith(one.quote, start):
        raise wrong(f"{at}/quote", "these words do not stand there in the text")
    return _by_reviewer(
        Finding(
            id="",
            kind=one.kind,
            value=_value(one.kind, one.value, at),
            evidence_id=one.evidence_id,
            start=start,
            end=start + len(one.quote),
            quote=one.quote,
            found_by=FOUND_BY,
            found_by_version=FOUND_BY_VERSION,
            confidence=1.0,
        )
    )


def _by_reviewer(one: Finding) -> Finding:
    id = ids.finding_id(
        one.evidence_id, kind=one.kind, value=one.value, start=one.start, end=one.end
    )
    return one.model_copy(
        update={
            # Apart from what a machine may find at the same place some day.
            "id": ids.digest(FOUND_BY, id),
            "found_by": FOUND_BY,
            "found_by_version": FOUND_BY_VERSION,
            "confidence": 1.0,
        }
    )


def _value(kind: FindingKind, typed: str, at: str) -> str:
    value = normal_value(kind, typed)
    if value is None:
        raise wrong(f"{at}/value", f"there is no such {kind.replace('_', ' ')}")
    return value


def _text(around: Around, evidence_id: str) -> str | None:
    """A text of the case as findings count in it."""
    allegation = around.case.allegation
    if allegation is None:
        return None
    if evidence_id == NARRATIVE:
        return allegation.narrative
    for piece in evidence_of(around.case):
        if evidence_id == piece.text_id:
            return piece.item.text
    made = around.case.enrichment
    for read in made.texts if made else ():
        if read.evidence_id == evidence_id:
            try:
                return around.file_text(read.sha256)
            except NotFound:
                return None
    return None


def wrong(pointer: str, detail: str) -> Problem:
    """A request that cannot be carried out as it is."""
    where = {"pointer": pointer, "detail": detail}
    return Problem(
        "invalid-request", f"{detail[0].upper()}{detail[1:]}.", errors=[where]
    )
