"""The page of roles is what the desk does: every route, asked by everybody."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from starlette.routing import BaseRoute

from services.desk.accounts.person import Role
from tests.desk_accounts import GuardedDesk, guarded_desk
from tests.docs.pages import page, rows
from tocsin.web.headers import SECURITY_HEADERS

PAGE = page("reference/roles.md")
EVERYBODY = "everybody"
SIGNED_IN = "signed in"
NOBODY = "nobody"
NO_ROLE = "no role"
ASKING = (NOBODY, NO_ROLE, *Role)


HEADERS = {name.lower() for name in SECURITY_HEADERS}

TABLE = {
    route: who
    for route, (who,) in rows(PAGE).items()
    if route.partition(" ")[0] in {"GET", "POST", "PUT", "PATCH", "DELETE"}
}
"""Route -> who may, as the page has it."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GuardedDesk]:
    provider = {
        # Nobody listens there; a route that is let through answers 503.
        "oidc_issuer": "http://127.0.0.1:9",
        "oidc_client_id": "tocsin",
        "oidc_client_secret": "drum",
        "oidc_roles": {"triage": "reviewer"},
        "desk_url": "http://127.0.0.1:8420",
    }
    folder: Path = tmp_path_factory.mktemp("desk")
    with guarded_desk(folder, **provider) as opened:
        opened.session("administrator", Role.ADMINISTRATOR)
        yield opened


def _routes(routes: Iterable[BaseRoute]) -> Iterator[str]:
    for route in routes:
        # An app of FastAPI keeps the routers that it takes over as they are.
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _routes(inner.routes)
            continue
        methods = getattr(route, "methods", None)
        assert methods, f"{route} cannot be asked for a role"
        for method in methods - {"HEAD"}:
            yield f"{method} {getattr(route, 'path', '')}"


def test_the_page_has_each_route_of_the_desk(desk: GuardedDesk) -> None:
    routes = list(_routes(desk.app.routes))
    assert len(routes) == len(set(routes))
    assert set(TABLE) == set(routes)


def test_the_page_has_each_role() -> None:
    assert [role for role in Role if f"\n| `{role}` |" not in PAGE] == []


def _may(who: str, asking: str) -> bool:
    if who == EVERYBODY:
        return True
    if who == SIGNED_IN:
        return asking != NOBODY
    return asking in who.split(", ")


def _is_let_in(desk: GuardedDesk, route: str, asking: str) -> bool:
    method, _, path = route.partition(" ")
    path = re.sub(r"\{\w+\}", "none", path)
    session = ""
    if asking != NOBODY:
        roles = [Role(asking)] if asking != NO_ROLE else []
        session = desk.session(f"{asking} at {route}", *roles)
    with desk.browser(session) as browser:
        answer = browser.request(method, path)
    if answer.status_code == 303 and method + path != "POST/desk/logout":
        return not answer.headers["location"].startswith("/desk/login")
    assert answer.status_code != 500
    if answer.status_code == 401:
        assert asking == NOBODY
        assert path.startswith("/v1/")
    return answer.status_code not in {401, 403}


@pytest.mark.parametrize("route", TABLE)
def test_a_route_lets_in_whom_the_page_names_and_nobody_else(
    desk: GuardedDesk, route: str
) -> None:
    let_in = [asking for asking in ASKING if _is_let_in(desk, route, asking)]
    assert let_in == [asking for asking in ASKING if _may(TABLE[route], asking)]


def _unsafe() -> list[tuple[str, str]]:
    routes = [route.partition(" ")[::2] for route in TABLE]
    return [(m, re.sub(r"\{\w+\}", "none", path)) for m, path in routes if m != "GET"]


@pytest.mark.parametrize(
    "sent",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
    ids=str,
)
def test_no_route_takes_a_change_that_another_site_sends(
    desk: GuardedDesk, sent: dict[str, str]
) -> None:
    session = desk.session(f"everything by {sent}", *Role)
    with desk.browser(session) as browser:
        taken = [
            (method, path)
            for method, path in _unsafe()
            if browser.request(method, path, headers=sent).status_code != 403
        ]
        assert browser.get("/desk/account").status_code == 200
    assert taken == []


def test_every_answer_of_every_route_carries_the_headers(desk: GuardedDesk) -> None:
    bare = []
    session = desk.session("sees all", *Role)
    for who in ("", session):
        with desk.browser(who) as browser:
            for route in (*TABLE, "GET /nowhere", "PUT /desk/", "GET /assets/none"):
                method, _, path = route.partition(" ")
                answer = browser.request(method, re.sub(r"\{\w+\}", "none", path))
                if missing := HEADERS - answer.headers.keys():
                    bare.append((route, answer.status_code, missing))
                policy = answer.headers["content-security-policy"]
                if "default-src 'none'" not in policy or "unsafe" in policy:
                    bare.append((route, answer.status_code, {policy}))
                # What is found among assets may be kept: its address holds its hash.
                if not (path.startswith("/assets/") and answer.is_success):
                    assert answer.headers["cache-control"] == "no-store", route
    assert bare == []


@pytest.mark.parametrize("route", [r for r in TABLE if " /v1/" in r])
def test_a_program_is_let_in_by_the_roles_of_its_key(
    desk: GuardedDesk, route: str
) -> None:
    method, _, path = route.partition(" ")
    with desk.browser() as program:
        for role in (Role.REVIEWER, Role.ANALYST, Role.OPERATOR):
            answer = program.request(
                method, re.sub(r"\{\w+\}", "none", path), headers=desk.key(role)
            )
            assert (answer.status_code != 403) is _may(TABLE[route], role)
            assert answer.status_code != 401
