"""The API of reveals."""

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool

from services.desk.accounts.gate import Gate
from services.desk.accounts.guard import OFFICERS, Officer
from services.desk.casework.bodies import read_json
from services.desk.openapi import json_body
from services.desk.reveals.answers import (
    ReporterAnswer,
    RevealAnswer,
    RevealRequest,
    reveal_answer,
)
from services.desk.reveals.service import Reveals


def reveal_router(reveals: Reveals, gate: Gate) -> APIRouter:
    """POST /v1/cases/{case_id}/reveals, and /v1/reveals."""
    api = APIRouter(prefix="/v1", tags=["reveals"], dependencies=[Depends(gate)])

    @api.post(
        "/cases/{case_id}/reveals",
        summary="Ask to see who reported",
        status_code=201,
        openapi_extra=json_body(RevealRequest),
    )
    async def ask(case_id: str, request: Request, person: Officer) -> RevealAnswer:
        """A second officer has 24 hours to approve it. The reason stays in the audit
        log for good.
        """
        asked = await read_json(request, RevealRequest)
        made = await run_in_threadpool(reveals.ask, case_id, person, asked.reason)
        return reveal_answer(made, reveals.now())

    @api.get("/reveals", summary="The latest reveals", dependencies=[OFFICERS])
    def show_all() -> list[RevealAnswer]:
        """Of all officers, the last asked first; those of the last 30 days."""
        now = reveals.now()
        return [reveal_answer(one, now) for one in reveals.book.latest()]

    @api.get("/reveals/{id}", summary="One reveal", dependencies=[OFFICERS])
    def show(id: str) -> RevealAnswer:
        """Where it stands."""
        return reveal_answer(reveals.book.get(id), reveals.now())

    _add_steps(api, reveals)
    return api


def _add_steps(api: APIRouter, reveals: Reveals) -> None:
    @api.post("/reveals/{id}/approve", summary="Approve a reveal")
    def approve(id: str, person: Officer) -> RevealAnswer:
        """For another officer than who asked: who asked then has 8 hours."""
        return reveal_answer(reveals.decide(id, "approved", person), reveals.now())

    @api.post("/reveals/{id}/refuse", summary="Refuse a reveal")
    def refuse(id: str, person: Officer) -> RevealAnswer:
        """For another officer, also after an approval, as long as it was not seen."""
        return reveal_answer(reveals.decide(id, "refused", person), reveals.now())

    @api.post("/reveals/{id}/withdraw", summary="Withdraw a reveal")
    def withdraw(id: str, person: Officer) -> RevealAnswer:
        """For who asked."""
        return reveal_answer(reveals.decide(id, "withdrawn", person), reveals.now())

    @api.post("/reveals/{id}/see", summary="See who reported")
    def see(id: str, person: Officer) -> ReporterAnswer:
        """For who asked, once: 409 before it is approved and after it was seen."""
        reveal, reporter = reveals.see(id, person)
        answer = reveal_answer(reveal, reveals.now())
        return ReporterAnswer(reveal=answer, reporter=reporter)
