"""What the API answers about changes of cases."""

from typing import Any

from pydantic import AwareDatetime
from starlette.responses import JSONResponse, Response

from schemas.case import FieldChange, HistoryEntry, Note
from services.desk.answers import Answer
from services.desk.casework.commands import Applied, Outcome, Refusal
from tocsin.casework import moves_of
from tocsin.web.problems import MEDIA_TYPE, Problem


class ChangedAnswer(Answer):
    """A case after its changes."""

    case_id: str
    version: int
    status: str
    closed_as: str | None
    assignee: str | None
    assignee_name: str | None
    merged_into: str | None
    referral_proposed_by: str | None
    moves: tuple[str, ...]


class HistoryRow(Answer):
    """One event of a case."""

    at: AwareDatetime
    event_id: str
    type: str
    by: str
    what: str
    version: int | None
    refused: str | None
    details: tuple[FieldChange, ...]


class HistoryAnswer(Answer):
    """Everything that shaped a case, the oldest first."""

    case_id: str
    version: int
    history: tuple[HistoryRow, ...]


def changed_answer(applied: Applied) -> ChangedAnswer:
    """What a case is after its changes."""
    case = applied.document.case
    return ChangedAnswer(
        case_id=case.case_id,
        version=case.version,
        status=case.status,
        closed_as=case.closed_as,
        assignee=case.assignee,
        assignee_name=case.assignee_name,
        merged_into=case.merged_into,
        referral_proposed_by=case.referral.name if case.referral else None,
        moves=tuple(sorted(moves_of(case))),
    )


def history_row(entry: HistoryEntry) -> HistoryRow:
    """An entry as it is answered and exported."""
    return HistoryRow(
        at=entry.at,
        event_id=entry.event_id,
        type=entry.type,
        by=entry.by,
        what=entry.summary,
        version=entry.version,
        refused=entry.refused,
        details=entry.details,
    )


def outcome_answer(outcome: Outcome) -> Response:
    """200 with the case after its changes, or 409 with both sides."""
    if isinstance(outcome, Applied):
        return JSONResponse(changed_answer(outcome).model_dump(mode="json"))
    return conflict_answer(outcome)


def conflict_answer(refusal: Refusal) -> Response:
    """409: what was asked for, what stands, and what changed in between."""
    problem = problem_of(refusal)
    body: dict[str, Any] = {
        "type": f"urn:tocsin:problem:{problem.slug}",
        "title": problem.kind.title,
        "status": problem.status,
        "detail": problem.detail,
        **told(refusal),
    }
    return JSONResponse(body, status_code=problem.status, media_type=MEDIA_TYPE)


def problem_of(refusal: Refusal) -> Problem:
    """The refusal as a problem."""
    if refusal.why.code == "stale":
        return Problem(
            "conflict",
            "The case has changed since the version that this is based on. Look at"
            " changes_since, and send it again based on the current version.",
        )
    message = refusal.why.message
    return Problem("move-refused", f"{message[0].upper()}{message[1:]}.")


def told(refusal: Refusal) -> dict[str, Any]:
    """Both sides of a refusal, and the moves that are allowed."""
    found: dict[str, Any] = {
        "code": refusal.why.code,
        "yours": {
            "based_on_version": refusal.command.based_on_version,
            "changes": [
                change.model_dump(mode="json", exclude_none=True)
                for change in refusal.command.changes
            ],
        },
    }
    if refusal.document is not None:
        state = changed_answer(Applied(refusal.document))
        found["current"] = state.model_dump(mode="json")
        found["changes_since"] = [
            history_row(entry).model_dump(mode="json") for entry in refusal.since
        ]
        found["notes_since"] = [
            note.model_dump(mode="json") for note in notes_since(refusal)
        ]
        found["allowed"] = list(refusal.why.allowed) or list(state.moves)
    return found


def notes_since(refusal: Refusal) -> list[Note]:
    """The notes that others wrote in between, whole."""
    if refusal.document is None:
        return []
    times = {entry.at for entry in refusal.since}
    return [note for note in refusal.document.case.notes if note.at in times]
