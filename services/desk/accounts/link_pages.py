"""The page behind a one-time link: choose a password, or be the first administrator."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.desk.accounts.counter import Counter
from services.desk.accounts.invitations import (
    Invitation,
    choose_password,
    invitation,
    make_first,
)
from services.desk.accounts.passwords import CHARS_MIN, WeakPassword
from services.desk.accounts.people import bad_login, bad_name
from services.desk.pages.fields import Fields, SentFields
from tocsin.errors import NotFound
from tocsin.web.problems import Problem


def add_links(router: APIRouter, counter: Counter) -> None:
    """Add /desk/link/TOKEN. Opening it changes nothing: mail programs do that."""

    @router.get("/link/{token}")
    def show_link(token: str) -> Response:
        return _show(counter, _found(counter, token))

    @router.post("/link/{token}")
    def take_link(token: str, request: Request, fields: SentFields) -> Response:
        found = _found(counter, token)
        error = _mistake(found, fields)
        if error:
            return _show(counter, found, fields, error)
        try:
            session = _used(counter, token, found, fields)
        except WeakPassword as exc:
            return _show(counter, found, fields, str(exc))
        except NotFound as exc:
            raise _void() from exc
        return counter.let_in(request, session)


def _used(counter: Counter, token: str, found: Invitation, fields: Fields) -> str:
    password = fields.secret("password")
    if found.account is not None:
        return choose_password(counter.accounts, token, password)
    return make_first(
        counter.accounts,
        token,
        name=fields.text("name"),
        login=fields.text("login"),
        password=password,
    )


def _mistake(found: Invitation, fields: Fields) -> str:
    if fields.secret("password") != fields.secret("again"):
        return "The two passwords are not the same."
    if found.account is not None:
        return ""
    return bad_name(fields.text("name")) or bad_login(fields.text("login"))


def _found(counter: Counter, token: str) -> Invitation:
    try:
        return invitation(counter.accounts, token)
    except NotFound as exc:
        raise _void() from exc


def _void() -> Problem:
    return Problem(
        "not-found",
        "This link was used, is too old, or was replaced. Ask your administrator for"
        " another; the first administrator's is printed when Tocsin starts.",
    )


def _show(
    counter: Counter, found: Invitation, fields: Fields | None = None, error: str = ""
) -> Response:
    return counter.show(
        "link.html",
        status=422 if error else 200,
        account=found.account,
        name=fields.text("name") if fields else "",
        login=fields.text("login") if fields else "",
        chars_min=CHARS_MIN,
        error=error,
    )
