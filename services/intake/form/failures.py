"""Failures as pages: what a reporter sees instead of application/problem+json."""

from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from fastapi import Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from services.intake.form.questions import msg
from services.intake.form.reading import Typed
from tocsin.errors import DependencyDown, TocsinError
from tocsin.web import Missing, Problem
from tocsin.web.handlers import bug_of, problem_of
from tocsin.web.pages import LANGUAGES, Pages, preferred

WORDS = {
    "not-found": msg("There is no such page."),
    "forbidden": msg("This page was sent from another site, so it was not accepted."),
    "too-large": msg("That is more than we can take at once. Go back and shorten it."),
    "busy": msg("Too many people are here. Wait a minute, then send the page again."),
    "unavailable": msg("It could not be stored. Wait a minute, then send it again."),
    "outcome-unknown": msg("It may be stored. Send it again: it will not count twice."),
    "internal-error": msg("Something is broken here. It is not your fault."),
}
_AGAIN = frozenset({"busy", "unavailable", "outcome-unknown"})
"""After these the same page can be sent once more, with all that was typed."""

OTHER_WORDS = msg("The page did not arrive whole. Go back and send it again.")

_log = structlog.get_logger(__name__)

_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def failure_pages(pages: Pages) -> type[APIRoute]:
    """A class of routes that answer failures with a page."""

    class FailurePages(APIRoute):
        """Answers our own failures with a page, and knows one for bugs."""

        def get_route_handler(self) -> _Handler:
            handle = super().get_route_handler()

            async def handle_or_explain(request: Request) -> Response:
                try:
                    return await handle(request)
                except Problem as exc:
                    return _answer(pages, request, exc)
                except TocsinError as exc:
                    problem = problem_of(exc) or bug_of(exc)
                    if isinstance(exc, DependencyDown):
                        _log.warning(
                            "dependency_down", dependency=exc.name, why=exc.why
                        )
                    return _answer(pages, request, problem)

            return handle_or_explain

        def explain(self, request: Request, problem: Problem) -> Response:
            """The page for a failure that nobody foresaw."""
            return _answer(pages, request, problem)

    return FailurePages


def missing_page(pages: Pages) -> Missing:
    """The page where nothing is, in the language that a browser asks for."""
    return lambda request: _answer(
        pages, request, Problem("not-found", "There is no such page.")
    )


def _answer(pages: Pages, request: Request, problem: Problem) -> Response:
    code = request.url.path.strip("/").partition("/")[0]
    asked = preferred(request.headers.get("accept-language", ""))
    language = LANGUAGES.get(code, asked)
    response = pages.answer(
        "failure.html",
        language,
        status=problem.status,
        words=WORDS.get(problem.slug, OTHER_WORDS),
        again=_again(request) if problem.slug in _AGAIN else None,
        path="report",
    )
    if problem.kind.retry_after_s is not None:
        response.headers["Retry-After"] = str(problem.kind.retry_after_s)
    return response


def _again(request: Request) -> Typed | None:
    """What a page sent, as far as it was read."""
    typed: Typed | None = getattr(request.state, "typed", None)
    return typed
