"""Failures of the pages as pages: a person does not read JSON."""

from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from fastapi import Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from tocsin.errors import DependencyDown, TocsinError
from tocsin.web.handlers import problem_of
from tocsin.web.pages import DEFAULT, Pages
from tocsin.web.problems import Problem

_log = structlog.get_logger(__name__)

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def problem_route(pages: Pages) -> type[APIRoute]:
    """A class of routes whose failures are pages; bugs go on to the last resort."""

    class PageRoute(APIRoute):
        def get_route_handler(self) -> Handler:
            handler = super().get_route_handler()

            async def handle(request: Request) -> Response:
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
                    return _page(pages, problem)

            return handle

    return PageRoute


def _page(pages: Pages, problem: Problem) -> Response:
    answer = pages.answer(
        "problem.html",
        DEFAULT,
        status=problem.status,
        title=problem.kind.title,
        detail=problem.detail,
    )
    if problem.kind.retry_after_s is not None:
        answer.headers["Retry-After"] = str(problem.kind.retry_after_s)
    return answer
