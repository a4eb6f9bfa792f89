"""The app factory that all services share."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.telemetry import TelemetryConfig
from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.responses import JSONResponse, Response

from tocsin.health import Health
from tocsin.metrics import CONTENT_TYPE, Metrics
from tocsin.numerals import DIGITS_MAX
from tocsin.web.handlers import Missing, add_handlers
from tocsin.web.headers import Wrapping
from tocsin.web.problems import Problem, problem_response

VERSION = "1"

_OF_PROXIES = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto")
"""Headers of what a proxy passes on for others; go-to-production.md asks for one."""

SILENT: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}
"""FastAPI's own OpenTelemetry would send addresses, queries and the words of exceptions
to whatever exporter the environment names."""

PROBLEMS: dict[int | str, dict[str, Any]] = {
    # Named, or FastAPI describes an answer of its own that nobody ever gets.
    422: problem_response("The request is not valid."),
    "default": problem_response("A problem: docs/reference/errors.md."),
}
"""What each route may answer besides."""


class Number(IntegerConvertor):
    """A whole number in a path, no longer than any of ours: Starlette's own is read
    with `int`, which raises an error from 4,301 digits on.
    """

    regex = f"[0-9]{{1,{DIGITS_MAX}}}"


register_url_convertor("int", Number())

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(
    title: str,
    *,
    routers: Sequence[APIRouter],
    health: Health,
    metrics: Metrics,
    lifespan: Lifespan | None = None,
    missing: Missing | None = None,
) -> FastAPI:
    """An app with these routers, health, metrics, headers and problems.

    Interactive pages for the API are left out: they load scripts from elsewhere. A
    browser gets the page of `missing` where nothing is, a program a problem.
    """
    app = FastAPI(
        title=title,
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        # It would lead to whatever name a request came by, and from HTTPS to HTTP.
        redirect_slashes=False,
        telemetry=SILENT,
        responses=PROBLEMS,
    )
    add_handlers(app, missing)
    for router in (*routers, health_router(health, metrics)):
        app.include_router(router)
    app.add_middleware(Wrapping, metrics=metrics)
    return app


def health_router(health: Health, metrics: Metrics) -> APIRouter:
    """GET /livez, /readyz and /metrics."""
    router = APIRouter(include_in_schema=False)

    @router.get("/livez")
    async def livez() -> Response:
        alive = health.alive()
        body = {"status": "alive" if alive else "stuck"}
        return JSONResponse(body, status_code=200 if alive else 503)

    @router.get("/readyz")
    async def readyz() -> Response:
        down = await run_in_threadpool(health.down)
        body = {"status": "down" if down else "ready", "down": down}
        return JSONResponse(body, status_code=503 if down else 200)

    @router.get("/metrics")
    async def show_metrics(request: Request) -> Response:
        if any(name in request.headers for name in _OF_PROXIES):
            # Counted by the second, reports would tell who watches a line or a phone
            # whether that was one.
            raise Problem("not-found", "There is no such page.")
        return Response(metrics.render(), media_type=CONTENT_TYPE)

    return router
