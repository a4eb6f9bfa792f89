"""Failures of the pages as pages: a person does not read JSON."""

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlencode

import structlog
from fastapi import Request
from fastapi.routing import APIRoute
from starlette.responses import RedirectResponse, Response

from services.desk.pages.navigation import answering
from tocsin.errors import DependencyDown, TocsinError
from tocsin.web import Missing
from tocsin.web.handlers import problem_of
from tocsin.web.pages import DEFAULT, Pages
from tocsin.web.problems import Problem

DESK = "/desk/"
LOGIN = "/desk/login"

_log = structlog.get_logger(__name__)

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def problem_route(pages: Pages) -> type[APIRoute]:
    """A class of routes whose failures are pages; bugs go on to the last resort."""

    class PageRoute(APIRoute):
        def get_route_handler(self) -> Handler:
            handler = super().get_route_handler()

            async def handle(request: Request) -> Response:
                with answering(request):
                    return await answer(request)

            async def answer(request: Request) -> Response:
                try:
                    return await handler(request)
                except (Problem, TocsinError) as exc:
                    problem = exc if isinstance(exc, Problem) else problem_of(exc)
                    if problem is None:
                        raise
                    if isinstance(exc, DependencyDown):
                        _log.warning(
                            "dependency_down", dependency=exc.name, why=exc.why
                        )
                    if problem.slug == "unauthorized":
                        return _to_login(request)
                    return _page(pages, problem)

            return handle

    return PageRoute


def missing_page(pages: Pages) -> Missing:
    """The page where nothing is, outside the desk; the bare host leads to the desk."""

    def miss(request: Request) -> Response:
        if request.url.path == "/":
            return RedirectResponse(DESK, status_code=303)
        with answering(request):
            return _page(pages, Problem("not-found", "There is no such page."))

    return miss


def _page(pages: Pages, problem: Problem) -> Response:
    answer = pages.answer(
        "problem.html",
        DEFAULT,
        status=problem.status,
        slug=problem.slug,
        title=problem.kind.title,
        detail=problem.detail,
    )
    answer.headers.update(problem.headers)
    if problem.kind.retry_after_s is not None:
        answer.headers["Retry-After"] = str(problem.kind.retry_after_s)
    return answer


def _to_login(request: Request) -> Response:
    """To the page to sign in by, and from there to the page that was asked for."""
    path = request.url.path
    if request.method != "GET":
        # What was sent with a form is lost: it cannot be led to.
        path = DESK
    elif request.url.query:
        path += f"?{request.url.query}"
    return RedirectResponse(f"{LOGIN}?{urlencode({'next': path})}", status_code=303)
