"""Sends the report and shows its receipt."""

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from services.intake.form import views
from services.intake.form.cookies import DRAFT
from services.intake.form.failures import failure_pages
from services.intake.form.pages import CHECK
from services.intake.form.saving import Lost
from services.intake.form.sending import send
from services.intake.form.service import Form
from services.intake.form.views import INVALID, LOST, go_to
from services.intake.refusals import Refused
from tocsin.web.pages import language_of, require_same_origin


def finishing_router(form: Form) -> APIRouter:
    """The pages after the questions."""
    router = APIRouter(include_in_schema=False, route_class=failure_pages(form.pages))

    @router.post("/{code}/report/send")
    async def send_report(code: str, request: Request) -> Response:
        language = language_of(code)
        require_same_origin(request)
        await form.reader.read(request)
        await form.saves.take()
        token = DRAFT.of(request)
        draft = await run_in_threadpool(form.drafts.load, token)
        if draft is None:
            return go_to(language, LOST)
        if not draft.sent and views.hindrances(form, draft):
            return views.check(form, language, draft, status=INVALID)
        try:
            await run_in_threadpool(send, form.reception, form.drafts, token)
        except Lost:
            return go_to(language, LOST)
        except Refused:
            return views.check(form, language, draft, status=INVALID, refused=True)
        return go_to(language, "report/done")

    @router.get("/{code}/report/send")
    async def show_answers(code: str) -> Response:
        return go_to(language_of(code), f"report/{CHECK}")

    @router.get("/{code}/report/done")
    async def show_receipt(code: str, request: Request) -> Response:
        language = language_of(code)
        draft = await run_in_threadpool(form.drafts.load, DRAFT.of(request))
        if draft is None or draft.sent is None:
            return go_to(language, LOST)
        return form.pages.answer(
            "done.html", language, sent=draft.sent, path="report/done"
        )

    @router.post("/{code}/report/done")
    async def forget_receipt(code: str, request: Request) -> Response:
        language = language_of(code)
        require_same_origin(request)
        await run_in_threadpool(form.drafts.discard, DRAFT.of(request))
        response = go_to(language, "report")
        DRAFT.drop(response, request)
        return response

    return router
