"""The administrator's pages: who has an account, and what they may do."""

from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from services.desk.accounts import people, sessions, staff
from services.desk.accounts.counter import Counter
from services.desk.accounts.guard import Administrator
from services.desk.accounts.person import Role
from services.desk.pages.fields import Fields, SentFields
from tocsin.errors import Conflict

PEOPLE = "/desk/people"


def add_staff(router: APIRouter, counter: Counter) -> None:
    """Add /desk/people and what lies below it."""

    @router.get("/people")
    def show_people(person: Administrator) -> Response:
        del person
        return _show_all(counter)

    @router.post("/people")
    def invite(request: Request, person: Administrator, fields: SentFields) -> Response:
        name, login = fields.text("name"), fields.text("login")
        error = people.bad_name(name) or people.bad_login(login)
        if error:
            return _show_all(counter, fields, error)
        try:
            id, token = staff.invite(
                counter.accounts,
                name=name,
                login=login,
                roles=roles_of(fields),
                by=person.id,
            )
        except Conflict as exc:
            return _show_all(counter, fields, f"{exc}.", status=409)
        return _show_one(counter, id, link=counter.link(request, token))

    @router.get("/people/{id}")
    def show_person(id: str, person: Administrator) -> Response:
        del person
        return _show_one(counter, id)

    @router.post("/people/{id}/link")
    def make_link(id: str, request: Request, person: Administrator) -> Response:
        try:
            token = staff.new_link(counter.accounts, id, by=person.id)
        except Conflict as exc:
            return _show_one(counter, id, error=f"{exc}.")
        return _show_one(counter, id, link=counter.link(request, token))

    _add_changes(router, counter)


def _add_changes(router: APIRouter, counter: Counter) -> None:
    accounts = counter.accounts

    def changed(id: str, change: Callable[[], None]) -> Response:
        try:
            change()
        except Conflict as exc:
            return _show_one(counter, id, error=f"{exc}.")
        return RedirectResponse(f"{PEOPLE}/{id}", status_code=303)

    @router.post("/people/{id}/roles")
    def give_roles(id: str, person: Administrator, fields: SentFields) -> Response:
        roles = roles_of(fields)
        return changed(id, lambda: staff.give_roles(accounts, id, roles, by=person.id))

    @router.post("/people/{id}/disable")
    def disable(id: str, person: Administrator) -> Response:
        return changed(id, lambda: staff.disable(accounts, id, by=person.id))

    @router.post("/people/{id}/enable")
    def enable(id: str, person: Administrator) -> Response:
        return changed(id, lambda: staff.enable(accounts, id, by=person.id))

    @router.post("/people/{id}/sessions")
    def end_sessions(id: str, person: Administrator) -> Response:
        return changed(id, lambda: staff.end_sessions(accounts, id, by=person.id))


def roles_of(fields: Fields) -> frozenset[Role]:
    """The roles that were ticked; words that are none are left out."""
    return frozenset(role for role in Role if role in fields.values("role"))


def _show_all(
    counter: Counter,
    fields: Fields | None = None,
    error: str = "",
    *,
    status: int = 422,
) -> Response:
    with counter.accounts.reading() as connection:
        everybody = people.everybody(connection)
    return counter.show(
        "people.html",
        status=status if error else 200,
        people=everybody,
        roles=tuple(Role),
        picked=roles_of(fields) if fields else frozenset(),
        name=fields.text("name") if fields else "",
        login=fields.text("login") if fields else "",
        error=error,
    )


def _show_one(
    counter: Counter, id: str, *, link: str = "", error: str = ""
) -> Response:
    with counter.accounts.reading() as connection:
        account = people.by_id(connection, id)
        open_sessions = sessions.of_person(connection, id, counter.accounts.now())
    return counter.show(
        "person.html",
        status=409 if error else 200,
        account=account,
        sessions=open_sessions,
        roles=tuple(Role),
        link=link,
        error=error,
    )
