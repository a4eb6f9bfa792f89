"""The pages of questions."""

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from services.intake.form import views
from services.intake.form.cookies import DRAFT
from services.intake.form.failures import failure_pages
from services.intake.form.pages import CHECK, PAGES
from services.intake.form.questions import Page
from services.intake.form.reading import Typed
from services.intake.form.saving import Lost, save_page
from services.intake.form.service import Form
from services.intake.form.views import LOST, SAVED, go_to, today_of
from tocsin.web import Problem
from tocsin.web.pages import LANGUAGES, Language, language_of, require_same_origin


def asking_router(form: Form) -> APIRouter:
    """The pages of questions, and the one that shows all answers."""
    router = APIRouter(include_in_schema=False, route_class=failure_pages(form.pages))

    @router.get("/{code}/report/{number:int}")
    async def show_page(code: str, number: int, request: Request) -> Response:
        language = language_of(code)
        draft = await run_in_threadpool(form.drafts.load, DRAFT.of(request))
        if draft is None:
            return go_to(language, LOST)
        if draft.sent:
            return go_to(language, "report/done")
        if number == CHECK:
            return views.check(form, language, draft)
        return views.page(form, language, _page(number), draft, views.Asked.of(request))

    @router.post("/{code}/report/{number:int}")
    async def take_page(code: str, number: int, request: Request) -> Response:
        language, page = language_of(code), _page(number)
        require_same_origin(request)
        typed = await form.reader.read(request)
        await form.saves.take()
        if typed.first("go") == "save":
            await form.starts.take()
        return await run_in_threadpool(
            _save, form, language, page, DRAFT.of(request), typed
        )

    return router


def _page(number: int) -> Page:
    if not 1 <= number < CHECK:
        raise Problem("not-found", "There is no such page.")
    return PAGES[number - 1]


def _save(
    form: Form, language: Language, page: Page, token: str, typed: Typed
) -> Response:
    try:
        outcome = save_page(form.drafts, token, page, typed, today_of(form))
    except Lost:
        return go_to(language, LOST)
    came_from = "check" if typed.first("from") == "check" else ""
    if outcome.faults:
        draft = form.drafts.load(token)
        if draft is None:
            return go_to(language, LOST)
        asked = views.Asked(typed.first("item"), came_from, outcome.faults)
        return views.page(form, language, page, draft, asked)
    go = typed.first("go")
    if go == "save":
        return go_to(language, SAVED if form.drafts.save(token, page.number) else LOST)
    if outcome.to == 0:
        return go_to(language, "report")
    asked = views.Asked(outcome.item, came_from if outcome.to == page.number else "")
    chosen = LANGUAGES.get(go.removeprefix("in-"), language)
    return go_to(chosen, f"report/{outcome.to}{asked.query}")
