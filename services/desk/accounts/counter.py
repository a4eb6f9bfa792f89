"""What the pages of accounts have in common."""

from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from services.desk.accounts.accounts import Accounts
from services.desk.accounts.gate import SESSION
from services.desk.accounts.person import Person
from services.desk.accounts.provider import Provider
from services.desk.accounts.recognition import by_session
from services.desk.pages.navigation import places_of
from tocsin.web.pages import DEFAULT, Pages, is_safe

HOME = "/desk/"
PATH_CHARS_MAX = 2_000


@dataclass(frozen=True, slots=True)
class Counter:
    """Shows pages, lets in, and knows the desk's own address.

    Attributes:
        provider: None where people sign in by password only.
        url: the setting `desk_url`.
    """

    accounts: Accounts
    pages: Pages
    provider: Provider | None
    url: str | None

    def show(self, template: str, *, status: int = 200, **values: Any) -> Response:  # noqa: ANN401 - what a template takes
        """A page."""
        return self.pages.answer(template, DEFAULT, status=status, **values)

    def let_in(self, request: Request, token: str, path: str = HOME) -> Response:
        """Give the browser its session, and lead on."""
        path = own_path(path)
        if path == HOME:
            path = first_page(by_session(self.accounts, token))
        answer = RedirectResponse(path, status_code=303)
        SESSION.keep(answer, token, request)
        return answer

    def link(self, request: Request, token: str) -> str:
        """The address of a one-time link."""
        return link_address(self.url or _asked(request), token)

    def address_of(self, request: Request) -> str:
        """Where a request comes from, to slow down guessing: IPv6 by its network."""
        host = request.client.host if request.client else ""
        # A household or a server has a /64, and so 2**64 addresses of its own.
        return ":".join(host.split(":")[:4]) if ":" in host else host


def first_page(person: Person | None) -> str:
    """The page that somebody begins on: the first that their roles open."""
    return next((place.href for place in places_of(person)), HOME)


def link_address(desk: str, token: str) -> str:
    """The address of a one-time link at a desk."""
    return f"{desk.rstrip('/')}/desk/link/{token}"


def own_path(path: str) -> str:
    """A path of the desk to lead to; the queue instead of anything else."""
    is_own = path.startswith(HOME) and len(path) <= PATH_CHARS_MAX
    is_plain = path.isascii() and path.isprintable() and "\\" not in path
    return path if is_own and is_plain else HOME


def _asked(request: Request) -> str:
    scheme = "https" if is_safe(request) else "http"
    return f"{scheme}://{request.headers.get('host', '')}"
