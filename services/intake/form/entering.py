"""The way in by Accept-Language, the start page, and the way out."""

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from services.intake.form import views
from services.intake.form.cookies import DRAFT
from services.intake.form.failures import failure_pages
from services.intake.form.service import Form
from services.intake.form.views import SEE_OTHER, go_to
from tocsin.web import Problem
from tocsin.web.pages import LANGUAGES, language_of, preferred, require_same_origin


def entering_router(form: Form) -> APIRouter:
    """The pages before the first question."""
    router = APIRouter(include_in_schema=False, route_class=failure_pages(form.pages))

    @router.get("/")
    @router.get("/report")
    @router.get("/return")
    @router.get("/receipt")
    async def enter(request: Request) -> Response:
        language = preferred(request.headers.get("accept-language", ""))
        # Short, to be told by word of mouth.
        response = go_to(language, request.url.path.strip("/") or "report")
        response.headers["Vary"] = "Accept-Language"
        return response

    async def enter_in(request: Request) -> Response:
        # The language, and nothing behind it: an address whose end was lost.
        return go_to(language_of(request.url.path.strip("/")), "report")

    for code in LANGUAGES:
        router.add_api_route(f"/{code}", enter_in)
        router.add_api_route(f"/{code}/", enter_in)

    @router.get("/exit")
    async def leave(request: Request) -> Response:
        return await _leave(form, request)

    @router.get("/{code}/report")
    async def show_start(code: str, request: Request) -> Response:
        draft = await run_in_threadpool(form.drafts.load, DRAFT.of(request))
        return views.start(form, language_of(code), draft, request.url.query)

    @router.post("/{code}/report")
    async def start(code: str, request: Request) -> Response:
        language = language_of(code)
        require_same_origin(request)
        typed = await form.reader.read(request)
        await form.starts.take()
        token = DRAFT.of(request)
        draft = await run_in_threadpool(form.drafts.load, token)
        response = go_to(language, "report/1")
        if draft is None or draft.sent or typed.first("go") == "anew":
            is_unwanted = typed.first("go") == "anew"
            forget = form.drafts.discard if is_unwanted else form.drafts.leave
            await run_in_threadpool(forget, token)
            DRAFT.keep(response, await run_in_threadpool(form.drafts.start), request)
        return response

    return router


async def _leave(form: Form, request: Request) -> Response:
    response = RedirectResponse(form.exit_url, SEE_OTHER)
    try:
        require_same_origin(request)
    except Problem:
        return response  # another site shall not be able to throw a draft away
    await run_in_threadpool(form.drafts.leave, DRAFT.of(request))
    DRAFT.drop(response, request)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response
