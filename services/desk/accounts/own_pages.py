"""Somebody's own account: their sessions and their password."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from services.desk.accounts import audited, people, sessions
from services.desk.accounts.counter import Counter
from services.desk.accounts.entry import NoEntry, change_password
from services.desk.accounts.gate import SESSION
from services.desk.accounts.guard import Anybody
from services.desk.accounts.passwords import CHARS_MIN, WeakPassword
from services.desk.accounts.person import Person
from services.desk.pages.fields import SentFields

ACCOUNT = "/desk/account"


def add_own(router: APIRouter, counter: Counter) -> None:
    """Add /desk/account."""

    @router.get("/account")
    def show_account(request: Request, person: Anybody) -> Response:
        return _show(counter, request, person)

    @router.post("/account/password")
    def take_password(
        request: Request, person: Anybody, fields: SentFields
    ) -> Response:
        new = fields.secret("password")
        if new != fields.secret("again"):
            error = "The two passwords are not the same."
            return _show(counter, request, person, error)
        try:
            token = change_password(
                counter.accounts,
                person.id,
                old=fields.secret("old"),
                new=new,
                address=counter.address_of(request),
            )
        except (NoEntry, WeakPassword) as exc:
            return _show(counter, request, person, str(exc))
        return counter.let_in(request, token, ACCOUNT)

    @router.post("/account/sessions")
    def end_session(person: Anybody, fields: SentFields) -> Response:
        with counter.accounts.writing() as connection:
            audited.end_session(
                counter.accounts, connection, person.id, fields.text("id"), "ended"
            )
        return RedirectResponse(ACCOUNT, status_code=303)


def _show(
    counter: Counter, request: Request, person: Person, error: str = ""
) -> Response:
    now = counter.accounts.now()
    with counter.accounts.reading() as connection:
        account = people.by_id(connection, person.id)
        open_sessions = sessions.of_person(connection, person.id, now)
        own = sessions.find(connection, SESSION.of(request), now)
    return counter.show(
        "account.html",
        status=422 if error else 200,
        account=account,
        sessions=open_sessions,
        own=own,
        chars_min=CHARS_MIN,
        error=error,
    )
