"""The cookie that holds the key to a draft, and nothing else does."""

from starlette.requests import Request
from starlette.responses import Response

TOKEN_CHARS_MAX = 64
"""A token has 43; anything longer was never given out."""


def token_of(request: Request) -> str:
    """The token that a browser shows; empty where there is none."""
    token = request.cookies.get(_name(request), "")
    return token if len(token) <= TOKEN_CHARS_MAX else ""


def keep_token(response: Response, token: str, request: Request) -> None:
    """Give a browser the token until it is closed."""
    response.set_cookie(
        _name(request),
        token,
        httponly=True,
        secure=_is_safe(request),
        samesite="lax",
        path="/",
    )


def drop_token(response: Response, request: Request) -> None:
    """Take the token away."""
    response.delete_cookie(
        _name(request),
        httponly=True,
        secure=_is_safe(request),
        samesite="lax",
        path="/",
    )


def _name(request: Request) -> str:
    # The prefix makes browsers refuse such a cookie from any other host; over plain
    # HTTP, as within an onion service, they refuse it from us too.
    return "__Host-form" if _is_safe(request) else "form"


def _is_safe(request: Request) -> bool:
    # Whoever makes this header up weakens or breaks a cookie of his own.
    forwarded = request.headers.get("x-forwarded-proto", "")
    return "https" in (request.url.scheme, forwarded)
