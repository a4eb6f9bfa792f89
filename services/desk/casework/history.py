"""The audit trail of a case, as answers and as rows of a table."""

from collections.abc import Iterator, Sequence

from schemas.case import Case, FieldChange
from services.desk.casework.answers import HistoryAnswer, history_row

HEADER = (
    "at",
    "by",
    "what",
    "version",
    "refused",
    "details",
    "type",
    "event_id",
)


def history_answer(case: Case) -> HistoryAnswer:
    """The trail of a case, the oldest first."""
    return HistoryAnswer(
        case_id=case.case_id,
        version=case.version,
        history=tuple(history_row(entry) for entry in case.history),
    )


def history_rows(case: Case) -> Iterator[tuple[str | int, ...]]:
    """One row an event, in the order of HEADER."""
    for entry in case.history:
        yield (
            entry.at.isoformat(),
            entry.by,
            entry.summary,
            "" if entry.version is None else entry.version,
            entry.refused or "",
            told(entry.details),
            entry.type,
            entry.event_id,
        )


def told(details: Sequence[FieldChange]) -> str:
    """Fields before and after, in one line."""
    return "; ".join(_told(one) for one in details)


def _told(one: FieldChange) -> str:
    if one.before is None:
        return f"{one.field}: {one.after or 'nothing'}"
    return f"{one.field}: {one.before} → {one.after or 'nothing'}"
