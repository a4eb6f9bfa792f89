"""One change of many cases: looked at first, told case by case, and undone."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from schemas.case import CaseDocument
from schemas.events import CaseId
from services.desk.answers import Answer
from services.desk.casework.commands import Applied, Outcome
from services.desk.casework.requested import (
    Assign,
    Requested,
    Status,
    Undo,
    WriteNote,
)
from services.desk.casework.resolving import wrong
from tocsin.search.base import SearchIndex, SearchRequest, Sort
from tocsin.web.problems import Problem

CASES_MAX = 1_000
"""What a person can answer for at once; the log takes them in one write."""

FIRST_SHOWN = 20
CHANGES_MAX = 4
PAGE_CASES = 100

BulkChange = Annotated[
    Status | Assign | WriteNote | Undo, Field(discriminator="change")
]
"""What can be said of many cases at once: nothing about what one of them tells."""


class CaseAt(Requested):
    """A case at the version that was looked at."""

    case_id: CaseId
    based_on_version: Annotated[int, Field(ge=0)]


class BulkRequest(Requested):
    """Either `cases`, or a `search` with the number that it was seen to find."""

    cases: Annotated[tuple[CaseAt, ...], Field(max_length=CASES_MAX)] = ()
    search: str | None = Field(
        default=None,
        max_length=8_000,
        description="A query string of GET /v1/cases; empty finds all cases.",
    )
    expected_total: Annotated[int, Field(ge=0)] | None = None
    changes: Annotated[
        tuple[BulkChange, ...], Field(min_length=1, max_length=CHANGES_MAX)
    ]
    preview: bool = True


class BulkRow(Answer):
    """What became, or would become, of one case."""

    case_id: str
    title: str
    applied: bool
    version: int | None
    code: str | None
    detail: str | None


class UndoOf(Answer):
    """The body of the request that takes all of it back."""

    cases: tuple[CaseAt, ...]
    changes: tuple[Undo, ...] = (Undo(change="undo"),)
    preview: bool = False


class BulkAnswer(Answer):
    """A change of many cases, or its preview: then `outcomes` are the first only."""

    preview: bool
    total: int
    applied: int
    refused: int
    outcomes: tuple[BulkRow, ...]
    undo: UndoOf | None


def found_by(
    index: SearchIndex, request: SearchRequest, expected: int | None
) -> list[CaseAt]:
    """The cases that a search finds, at the versions of now.

    Raises:
        Problem: invalid-request: they are too many; conflict: not as many as expected.
    """
    found: list[CaseAt] = []
    after: str | None = None
    while True:
        page = index.search(
            SearchRequest(
                request.query,
                filters=request.filters,
                sort=Sort("id", descending=False),
                limit=PAGE_CASES,
                after=after,
            )
        )
        if page.total > CASES_MAX:
            raise wrong(
                "/search",
                f"it finds {page.total} cases; at most {CASES_MAX} are changed at once",
            )
        if expected is not None and page.total != expected:
            raise Problem(
                "conflict",
                f"The search finds {page.total} cases now, not {expected}. Look at"
                " them again.",
            )
        for hit in page.hits:
            document = hit.document
            found.append(
                CaseAt(case_id=document.case_id, based_on_version=document.version)
            )
        if (after := page.after) is None:
            return found


def bulk_answer(
    outcomes: Sequence[Outcome],
    before: Mapping[str, CaseDocument],
    *,
    preview: bool,
) -> BulkAnswer:
    """Case by case what became of it, and how to take it back."""
    rows = [_row(outcome, before.get(outcome.case_id)) for outcome in outcomes]
    applied = [row for row in rows if row.applied]
    undo = None
    if applied and not preview:
        cases = (
            CaseAt(case_id=row.case_id, based_on_version=row.version or 0)
            for row in applied
        )
        undo = UndoOf(cases=tuple(cases))
    refused = [row for row in rows if not row.applied]
    # Those that will not change first: they are what a preview is for.
    shown = [*refused, *applied][:FIRST_SHOWN] if preview else rows
    return BulkAnswer(
        preview=preview,
        total=len(rows),
        applied=len(applied),
        refused=len(refused),
        outcomes=tuple(shown),
        undo=undo,
    )


def _row(outcome: Outcome, before: CaseDocument | None) -> BulkRow:
    title = before.title if before else ""
    if isinstance(outcome, Applied):
        return BulkRow(
            case_id=outcome.case_id,
            title=title,
            applied=True,
            version=outcome.document.version,
            code=None,
            detail=None,
        )
    return BulkRow(
        case_id=outcome.case_id,
        title=title,
        applied=False,
        version=outcome.document.version if outcome.document else None,
        code=outcome.why.code,
        detail=outcome.why.message,
    )
