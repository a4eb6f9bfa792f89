"""The pages of reveals: plain forms. Who reported is shown by a POST only, so that no
browser shows it again by itself.
"""

from typing import cast, get_args

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from services.desk.accounts.gate import Gate
from services.desk.accounts.guard import OFFICERS, Officer
from services.desk.accounts.person import Person
from services.desk.pages.fields import SentFields
from services.desk.pages.router import page_router
from services.desk.pages.walk import walking
from services.desk.reveals.reveal import Decision
from services.desk.reveals.service import REASON_CHARS_MAX, Reveals
from tocsin.web.pages import DEFAULT, Pages
from tocsin.web.problems import Problem

PATH = "/desk/reveals"


def reveal_pages(reveals: Reveals, pages: Pages, gate: Gate) -> APIRouter:
    """GET /desk/reveals, and the page to ask on for a case."""
    router = page_router(pages, gate)
    _add_asking(router, reveals, pages)
    _add_deciding(router, reveals, pages)
    return router


def _add_asking(router: APIRouter, reveals: Reveals, pages: Pages) -> None:
    def show_page(case_id: str, person: Person, error: str, reason: str) -> Response:
        document = reveals.case(case_id)
        return pages.answer(
            "reveal.html",
            DEFAULT,
            status=422 if error else 200,
            document=document,
            reveals=reveals.of_case(case_id),
            person=person,
            now=reveals.now(),
            reason_chars_max=REASON_CHARS_MAX,
            error=error,
            reason=reason,
        )

    @router.get("/cases/{case_id}/reveal")
    def show(case_id: str, person: Officer) -> Response:
        return show_page(case_id, person, "", "")

    @router.post("/cases/{case_id}/reveal")
    def ask(case_id: str, person: Officer, fields: SentFields) -> Response:
        reason = fields.text("reason")
        try:
            reveals.ask(case_id, person, reason)
        except Problem as exc:
            if exc.slug != "invalid-request":
                raise
            return show_page(case_id, person, exc.detail, reason)
        own = walking(f"/desk/cases/{case_id}/reveal")
        return RedirectResponse(own, status_code=303)


def _add_deciding(router: APIRouter, reveals: Reveals, pages: Pages) -> None:
    @router.get("/reveals", dependencies=[OFFICERS])
    def show_all(person: Officer) -> Response:
        return pages.answer(
            "reveals.html",
            DEFAULT,
            reveals=reveals.book.latest(),
            person=person,
            now=reveals.now(),
        )

    @router.post("/reveals/{id}/decision")
    def decide(id: str, person: Officer, fields: SentFields) -> Response:
        decision = fields.text("decision")
        if decision not in get_args(Decision):
            raise Problem("invalid-request", "Choose what is to become of it.")
        reveals.decide(id, cast("Decision", decision), person)
        return RedirectResponse(PATH, status_code=303)

    @router.post("/reveals/{id}/see")
    def see(id: str, person: Officer) -> Response:
        reveal, reporter = reveals.see(id, person)
        return pages.answer("reporter.html", DEFAULT, reveal=reveal, reporter=reporter)
