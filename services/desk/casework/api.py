"""The API of casework: changes of one case, of many, and the trail they leave."""

from collections.abc import Callable

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from services.desk.accounts.guard import Reviewer
from services.desk.accounts.person import Person
from services.desk.casework.answers import HistoryAnswer, outcome_answer
from services.desk.casework.bodies import read_json
from services.desk.casework.bulk import BulkAnswer, BulkRequest
from services.desk.casework.commands import Actor
from services.desk.casework.desk import Casework
from services.desk.casework.history import HEADER, history_answer, history_rows
from services.desk.casework.openapi import BULK, CHANGED, CHANGES, TABLE
from services.desk.casework.requested import ChangesRequest
from services.desk.cells import MEDIA_TYPE, to_csv
from services.desk.readings import Readings
from tocsin.audit import Auditor

Gate = Callable[[Request], None]
"""Notes in the request who asks."""


def casework_router(casework: Casework, auditor: Auditor, gate: Gate) -> APIRouter:
    """The routes.

    Args:
        casework: changes cases.
        auditor: writes down what leaves the desk.
        gate: says who asks.
    """
    api = APIRouter(prefix="/v1", tags=["casework"], dependencies=[Depends(gate)])
    readings = Readings(auditor)

    @api.post(
        "/cases/changes",
        summary="Change many cases",
        openapi_extra=BULK,
    )
    async def change_many(request: Request, person: Reviewer) -> BulkAnswer:
        """Of a selection or a search; a preview unless `preview` is false."""
        asked = await read_json(request, BulkRequest)
        return await run_in_threadpool(casework.change_many, asked, actor_of(person))

    @api.post(
        "/cases/{case_id}/changes",
        summary="Change a case",
        responses=CHANGED,
        openapi_extra=CHANGES,
    )
    async def change(case_id: str, request: Request, person: Reviewer) -> Response:
        """All of the changes are applied, or none: 409 says why, with both sides."""
        asked = await read_json(request, ChangesRequest)
        outcome = await run_in_threadpool(
            casework.change, case_id, asked, actor_of(person)
        )
        return outcome_answer(outcome)

    @api.get("/cases/{case_id}/history", summary="What shaped a case")
    def history(case_id: str, person: Reviewer) -> HistoryAnswer:
        """Every event of the case, refused reviews included, the oldest first."""
        case = casework.case(case_id)
        readings.note(person, case_id, "history")
        return history_answer(case)

    @api.get(
        "/cases/{case_id}/history.csv",
        summary="What shaped a case, as CSV",
        response_class=Response,
        responses=TABLE,
    )
    def history_csv(case_id: str, person: Reviewer) -> Response:
        """The same as a table; cells that a spreadsheet would run are defused."""
        content = to_csv(HEADER, history_rows(casework.case(case_id)))
        auditor.by(person.audit_name).note("case.exported", case_id, "history as csv")
        name = f'attachment; filename="case-{case_id}-history.csv"'
        return Response(
            content,
            media_type=MEDIA_TYPE,
            headers={"Content-Disposition": name},
        )

    return api


def actor_of(person: Person) -> Actor:
    """Who changes a case."""
    return Actor(person.id, person.name)
