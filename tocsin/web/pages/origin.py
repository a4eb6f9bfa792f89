"""Refuses forms that another site makes a browser send (CSRF).

The rule is that of Go's CrossOriginProtection and of Datasette: a browser says where a
request comes from, and what is no browser carries no cookies of a victim.
"""

from starlette.requests import Request

from tocsin.web.problems import Problem

OWN_SITE = frozenset({"same-origin", "none"})


def require_same_origin(request: Request) -> None:
    """Let a request pass that one of our own pages sent, or no browser.

    Browsers leave Sec-Fetch-Site out on plain HTTP other than localhost; there Origin
    has to name the host that was asked.

    Raises:
        Problem: forbidden.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site in OWN_SITE:
            return
        raise _refusal()
    origin = request.headers.get("origin")
    if origin is None:
        return
    if origin.partition("://")[2] != request.headers.get("host"):
        raise _refusal()


def _refusal() -> Problem:
    return Problem("forbidden", "This form was sent by another site.")
