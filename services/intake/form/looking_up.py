"""Asking after a report with its receipt."""

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from services.intake.form import views
from services.intake.form.failures import failure_pages
from services.intake.form.service import Form
from services.intake.returns import find_case
from tocsin.told import Told
from tocsin.web.pages import language_of, require_same_origin


def looking_up_router(form: Form) -> APIRouter:
    """Where a receipt is typed, and the answer."""
    router = APIRouter(include_in_schema=False, route_class=failure_pages(form.pages))

    @router.get("/{code}/receipt")
    async def ask_receipt(code: str) -> Response:
        return views.receipt(form, language_of(code))

    @router.post("/{code}/receipt")
    async def look_up(code: str, request: Request) -> Response:
        language = language_of(code)
        require_same_origin(request)
        typed = await form.reader.read(request)
        await form.lookups.take()
        told = await run_in_threadpool(_state_of, form, typed.first("number"))
        return views.receipt(form, language, told, asked=True)

    return router


def _state_of(form: Form, number: str) -> Told | None:
    """What is told of the case of a receipt; None when there is no such receipt."""
    case = find_case(form.reception.ledger, form.reception.codes, number)
    return None if case is None else form.told.of(case) or Told("received", None)
