"""Asking after a report with its receipt, and answering what is asked there."""

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from services.intake.answering import AnswerRefused, NewAnswer, answer
from services.intake.form import views
from services.intake.form.cookies import DRAFT
from services.intake.form.failures import failure_pages
from services.intake.form.reading import Typed
from services.intake.form.returned import Fault, Returned
from services.intake.form.service import Form
from services.intake.form.views import go_to
from services.intake.receipts import tells
from services.intake.returns import find_case
from tocsin.told import Told
from tocsin.web.pages import language_of, require_same_origin

NOTHING_YET = Told("received", None)


def looking_up_router(form: Form) -> APIRouter:
    """Where a receipt is typed, what it tells, and the answers to it."""
    router = APIRouter(include_in_schema=False, route_class=failure_pages(form.pages))

    @router.get("/{code}/receipt")
    async def ask_receipt(code: str, request: Request) -> Response:
        language = language_of(code)
        draft = await run_in_threadpool(form.drafts.load, DRAFT.of(request))
        is_sent = draft is not None and draft.sent is not None
        return views.receipt(form, language, sent=is_sent)

    @router.post("/{code}/receipt")
    async def look_up(code: str, request: Request) -> Response:
        language = language_of(code)
        require_same_origin(request)
        typed = await form.reader.read(request)
        await form.lookups.take()
        found = await run_in_threadpool(_look_up, form, typed.first("number"))
        return views.receipt(form, language, found, typed=typed.first("number"))

    @router.get("/{code}/receipt/answer")
    async def ask_again(code: str) -> Response:
        return go_to(language_of(code), "receipt")

    @router.post("/{code}/receipt/answer")
    async def take_answer(code: str, request: Request) -> Response:
        language = language_of(code)
        require_same_origin(request)
        typed = await form.reader.read(request)
        await form.lookups.take()
        found = await run_in_threadpool(_answer, form, typed)
        return views.receipt(form, language, found, typed=typed.first("number"))

    return router


def _look_up(form: Form, number: str) -> Returned | None:
    """What is told of the case of a receipt; None when there is no such receipt."""
    case = find_case(form.reception.ledger, form.reception.codes, number)
    if case is None:
        return None
    told = form.told.of(case) or NOTHING_YET
    return Returned(number, case, told, tuple(form.reception.ledger.answers(case)))


def _answer(form: Form, typed: Typed) -> Returned | None:
    """The same, after an answer was stored or refused."""
    found = _look_up(form, typed.first("number"))
    if found is None:
        return None
    given = NewAnswer(
        typed.first("question"),
        typed.first("answer").replace("\r\n", "\n"),
        typed.upload,
    )
    if tells(given.text, found.number):
        return found.with_fault(Fault.of("number-told", given))
    try:
        answer(form.reception, found.case_id, found.told, given)
    except AnswerRefused as exc:
        fault = Fault.of(exc.why, given)
        return found.with_fault(fault)
    again = _look_up(form, typed.first("number"))
    return again.with_thanks() if again else None
