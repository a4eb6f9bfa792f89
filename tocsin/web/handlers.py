"""Every failure becomes a problem; none shows a stack, a row or the input."""

from collections.abc import Awaitable, Callable
from http.client import NOT_FOUND

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tocsin.errors import (
    BadQuery,
    Conflict,
    DependencyDown,
    NotFound,
    OutcomeUnknown,
    TocsinError,
)
from tocsin.logs import describe
from tocsin.web.problems import Problem

ERRORS_MAX = 20
"""Enough to mend a request."""

_log = structlog.get_logger(__name__)

_BY_STATUS = {
    400: "http-error",
    401: "unauthorized",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    415: "unsupported-media-type",
}

_TOLD = {
    404: "Nothing is at this address: /openapi.json lists what there is.",
    405: "The header Allow names the methods that this address takes.",
}


Missing = Callable[[Request], Response]
"""Makes the page for an address where nothing is."""


def add_handlers(app: FastAPI, missing: Missing | None = None) -> None:
    """Answer all failures of this app as problems.

    Args:
        app: what fails.
        missing: answers a browser where nothing is; a problem, too, without.
    """
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(TocsinError, _on_tocsin_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _http_handler(missing))


def problem_of(error: TocsinError) -> Problem | None:
    """The problem that an error of ours is to a client; None when it is a bug."""
    match error:
        case OutcomeUnknown():
            return Problem(
                "outcome-unknown",
                "It may have been stored. Send the same request again with the same"
                " Idempotency-Key: nothing will be stored twice.",
            )
        case DependencyDown():
            return Problem(
                "unavailable",
                f"The {error.name} does not answer. Nothing was promised; try again.",
            )
        case NotFound():
            return Problem("not-found", "There is no such thing.")
        case Conflict():
            return Problem("conflict", str(error))
        case BadQuery():
            where: dict[str, str | int] = {
                "parameter": error.parameter,
                "detail": str(error),
            }
            if error.position is not None:
                where["position"] = error.position
            return Problem("bad-query", str(error), errors=[where])
    return None


async def _on_problem(_request: Request, error: Exception) -> Response:
    return _answer(error)


async def _on_tocsin_error(_request: Request, error: Exception) -> Response:
    problem = problem_of(error) if isinstance(error, TocsinError) else None
    if problem is None:
        return bug_of(error).response()
    if isinstance(error, DependencyDown):
        _log.warning("dependency_down", dependency=error.name, why=error.why)
    return problem.response()


async def _on_invalid(_request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    errors = [
        {
            "parameter": ".".join(str(part) for part in problem["loc"][1:])[:100],
            "detail": problem["msg"],
        }
        for problem in found[:ERRORS_MAX]
    ]
    return Problem(
        "invalid-request", "A parameter cannot be used.", errors=errors
    ).response()


def _http_handler(
    missing: Missing | None,
) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def handle(request: Request, error: Exception) -> Response:
        is_missing = isinstance(error, HTTPException) and error.status_code == NOT_FOUND
        if missing is not None and is_missing and _is_browser(request):
            return missing(request)
        return _on_http(error)

    return handle


def _is_browser(request: Request) -> bool:
    """Programs ask for JSON, for anything, or do not say."""
    return "text/html" in request.headers.get("accept", "")


def _on_http(error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    slug = _BY_STATUS.get(status, "http-error")
    if headers and headers.get("Allow") == "GET":
        headers = {**headers, "Allow": "GET, HEAD"}
    told = _TOLD.get(status, f"HTTP status {status}.")
    return Problem(slug, told, status=status, headers=headers).response()


def bug_of(error: Exception) -> Problem:
    """What nobody foresaw, as a problem; the operators are told where it happened."""
    _log.error("bug", **describe(error))
    return Problem("internal-error", "The operators can find the cause in their logs.")


def _answer(error: Exception) -> Response:
    if not isinstance(error, Problem):
        raise TypeError(type(error).__name__)
    return error.response()
