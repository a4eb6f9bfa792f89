"""Cookies that hold a token: for this host, this browser, and no script."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

TOKEN_CHARS_MAX = 64
"""A token has 43; anything longer was never given out."""


@dataclass(frozen=True, slots=True)
class TokenCookie:
    """A cookie with a token.

    SameSite is Lax: links from elsewhere lead in; forms from elsewhere are refused by
    `require_same_origin`.

    Attributes:
        name: over plain HTTP; over HTTPS `__Host-` stands before it.
        life_s: seconds until browsers forget it; None is until they are closed.
    """

    name: str
    life_s: int | None = None

    def of(self, request: Request) -> str:
        """The token that a browser shows; empty where there is none."""
        token = request.cookies.get(self._name(request), "")
        return token if len(token) <= TOKEN_CHARS_MAX else ""

    def keep(self, response: Response, token: str, request: Request) -> None:
        """Give a browser the token."""
        response.set_cookie(
            self._name(request),
            token,
            max_age=self.life_s,
            httponly=True,
            secure=is_safe(request),
            samesite="lax",
            path="/",
        )

    def drop(self, response: Response, request: Request) -> None:
        """Take the token away."""
        response.delete_cookie(
            self._name(request),
            httponly=True,
            secure=is_safe(request),
            samesite="lax",
            path="/",
        )

    def _name(self, request: Request) -> str:
        # The prefix makes browsers refuse such a cookie from any other host; over plain
        # HTTP, as within an onion service, they refuse it from us too.
        return f"__Host-{self.name}" if is_safe(request) else self.name


def is_safe(request: Request) -> bool:
    """Whether it came over HTTPS, here or up to a proxy before us."""
    # Whoever makes this header up weakens or breaks a cookie of his own.
    forwarded = request.headers.get("x-forwarded-proto", "")
    return "https" in (request.url.scheme, forwarded)
