"""Saving a report that is not sent yet, and opening it again with its code."""

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from services.intake.form.cookies import DRAFT
from services.intake.form.drafts import Drafts
from services.intake.form.failures import failure_pages
from services.intake.form.pages import CHECK
from services.intake.form.service import Form
from services.intake.form.views import DELETED, INVALID, LOST, SAVED, go_to
from tocsin.web.pages import Language, language_of, require_same_origin


def coming_back_router(form: Form) -> APIRouter:
    """The page that shows the code of a saved report, and the one that takes it."""
    router = APIRouter(include_in_schema=False, route_class=failure_pages(form.pages))

    @router.get("/{code}/report/saved")
    async def show_code(code: str, request: Request) -> Response:
        language = language_of(code)
        draft = await run_in_threadpool(form.drafts.load, DRAFT.of(request))
        if draft is None or draft.saved is None:
            return go_to(language, LOST)
        return form.pages.answer("saved.html", language, saved=draft.saved, path=SAVED)

    @router.post("/{code}/report/saved")
    async def save_or_forget(code: str, request: Request) -> Response:
        language = language_of(code)
        require_same_origin(request)
        go = (await form.reader.read(request)).first("go")
        if go == "save":
            await form.starts.take()
            return await run_in_threadpool(_save, form, language, DRAFT.of(request))
        if go == "delete":
            await run_in_threadpool(form.drafts.discard, DRAFT.of(request))
        response = go_to(language, DELETED if go == "delete" else "report")
        DRAFT.drop(response, request)
        return response

    @router.get("/{code}/return")
    async def ask_code(code: str, request: Request) -> Response:
        language = language_of(code)
        draft = await run_in_threadpool(form.drafts.load, DRAFT.of(request))
        is_unsaved = draft is not None and not (draft.saved or draft.sent)
        return _answer(form, language, unsaved=is_unsaved)

    @router.post("/{code}/return")
    async def take_code(code: str, request: Request) -> Response:
        language = language_of(code)
        require_same_origin(request)
        typed = await form.reader.read(request)
        await form.lookups.take()
        shown = DRAFT.of(request)
        opened = await run_in_threadpool(
            _open, form.drafts, typed.first("number"), shown
        )
        if opened is None:
            return _answer(form, language, typed=typed.first("number"))
        token, page = opened
        response = go_to(language, f"report/{page}")
        DRAFT.keep(response, token, request)
        return response

    return router


def _save(form: Form, language: Language, token: str) -> Response:
    return go_to(language, SAVED if form.drafts.save(token, CHECK) else LOST)


def _open(drafts: Drafts, typed: str, shown: str) -> tuple[str, int] | None:
    """Token and page of the draft behind a code; what the browser had is left."""
    token = drafts.reopen(typed)
    draft = drafts.load(token) if token else None
    if token is None or draft is None or draft.saved is None:
        return None
    if shown != token:
        drafts.leave(shown)
    return token, draft.saved.page


def _answer(
    form: Form, language: Language, *, unsaved: bool = False, typed: str | None = None
) -> Response:
    failed = typed is not None
    return form.pages.answer(
        "return.html",
        language,
        status=INVALID if failed else 200,
        unsaved=unsaved,
        failed=failed,
        typed=typed or "",
        path="return",
    )
