"""The administrator's page of API keys."""

from datetime import timedelta

import structlog
from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from services.desk.accounts import audited, keys
from services.desk.accounts.counter import Counter
from services.desk.accounts.guard import Administrator
from services.desk.accounts.people import bad_name
from services.desk.accounts.staff_pages import roles_of
from services.desk.pages.fields import Fields, SentFields

KEYS = "/desk/api-keys"

_log = structlog.get_logger(__name__)


def add_keys(router: APIRouter, counter: Counter) -> None:
    """Add /desk/api-keys."""

    @router.get("/api-keys")
    def show_keys(person: Administrator) -> Response:
        del person
        return _show(counter)

    @router.post("/api-keys")
    def make_key(person: Administrator, fields: SentFields) -> Response:
        error = _mistake(fields)
        if error:
            return _show(counter, fields, error=error)
        with counter.accounts.writing() as connection:
            key = keys.make(
                connection,
                name=fields.text("name"),
                roles=roles_of(fields) & set(keys.ROLES),
                made_by=person.id,
                now=counter.accounts.now(),
                life=timedelta(days=int(fields.text("days"))),
            )
            audited.tell_key(counter.accounts, connection, key, by=person.id)
        _log.info("key_made", by=person.id)
        return _show(counter, key=key)

    @router.post("/api-keys/{id}/remove")
    def remove_key(id: str, person: Administrator) -> Response:
        with counter.accounts.writing() as connection:
            keys.remove(connection, id)
            counter.accounts.note(connection, "key.ended", id, by=person.id)
        _log.info("key_removed", key=id, by=person.id)
        return RedirectResponse(KEYS, status_code=303)


def _mistake(fields: Fields) -> str:
    days = fields.text("days")
    if not (days.isdecimal() and days.isascii() and len(days) <= len("365")):
        return "Say for how many days the key is good."
    if not 1 <= int(days) <= keys.DAYS_MAX:
        return f"A key is good for 1 to {keys.DAYS_MAX} days."
    if not roles_of(fields) & set(keys.ROLES):
        return "Tick at least one role."
    return bad_name(fields.text("name"))


def _show(
    counter: Counter, fields: Fields | None = None, *, key: str = "", error: str = ""
) -> Response:
    with counter.accounts.reading() as connection:
        all_keys = keys.all_keys(connection)
    return counter.show(
        "api_keys.html",
        status=422 if error else 200,
        keys=all_keys,
        now=counter.accounts.now(),
        roles=keys.ROLES,
        picked=roles_of(fields) if fields else frozenset(),
        name=fields.text("name") if fields else "",
        days=fields.text("days") if fields else str(keys.DAYS),
        days_max=keys.DAYS_MAX,
        key=key,
        error=error,
    )
