"""Headers that every answer carries, and one line of log and metrics for each.

No address, no browser and no query string is written down: who reports, and what a
reviewer looked for, is nobody's business.
"""

import time
from collections.abc import Mapping

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tocsin.metrics import Metrics
from tocsin.web.handlers import bug_of

API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"
"""Content-Security-Policy of what is not a page."""

SECURITY_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": API_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Not no-referrer: browsers would then send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
"""A route may set any of these itself; what it sets stays."""

_UNKNOWN_ROUTE = "(none)"
# Any word can stand for a method, and each would make series that stay in memory.
_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_OTHER_METHOD = "(other)"
_QUIET = frozenset({"/livez", "/readyz", "/metrics"})

_log = structlog.get_logger(__name__)


class Wrapping:
    """ASGI middleware: security headers, metrics and a log line."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Wrap an app."""
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start_s = time.perf_counter()
        # What answers GET answers HEAD (RFC 9110, 9.3.2). The server, which keeps its
        # own scope, leaves out the body.
        routed = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        status = 500
        started = False

        async def send_wrapped(message: Message) -> None:
            nonlocal status, started
            if message["type"] == "http.response.start":
                started = True
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(routed, receive, send_wrapped)
        except Exception as exc:
            # The last resort. Left to the server, the exception's words would be
            # written to its log, and they may quote the input.
            problem = bug_of(exc)
            if started:
                raise
            # A route of pages has its own words for who reads them.
            explain = getattr(routed.get("route"), "explain", None)
            answer = (
                explain(Request(routed), problem) if explain else problem.response()
            )
            await answer(routed, receive, send_wrapped)
        finally:
            duration_s = time.perf_counter() - start_s
            self._note(scope["method"], routed.get("route"), status, duration_s)

    def _note(self, asked: str, found: object, status: int, duration_s: float) -> None:
        # The template: a path can hold a case id, and would make a series for each.
        route = getattr(found, "path", _UNKNOWN_ROUTE)
        method = asked if asked in _METHODS else _OTHER_METHOD
        self._metrics.http_requests.labels(method, route, str(status)).inc()
        self._metrics.http_duration.labels(method, route).observe(duration_s)
        if route not in _QUIET:
            _log.info(
                "request",
                method=method,
                route=route,
                status=status,
                duration_s=round(duration_s, 4),
            )
