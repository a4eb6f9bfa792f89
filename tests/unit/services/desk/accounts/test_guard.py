"""The guard: a role is asked for, and without a gate nobody gets in."""

from collections.abc import Callable

import pytest
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.testclient import TestClient

from services.desk.accounts.guard import READERS, Administrator, Anybody, Reviewer
from services.desk.accounts.person import DEMO, LOCAL, Person, Role
from tocsin.health import Health
from tocsin.metrics import Metrics
from tocsin.web import create_app

ANALYST = Person("p", "Ada", frozenset({Role.ANALYST}))


def routes(gate: Callable[[Request], None] | None) -> FastAPI:
    router = APIRouter(dependencies=[Depends(gate)] if gate else [])

    @router.get("/review")
    def review(person: Reviewer) -> str:
        return person.name

    @router.get("/search", dependencies=[READERS])
    def search() -> str:
        return "found"

    @router.get("/people")
    def people(person: Administrator) -> str:
        return person.name

    @router.get("/me")
    def me(person: Anybody) -> str:
        return person.name

    return create_app("Guarded", routers=[router], health=Health({}), metrics=Metrics())


def client(person: Person | None) -> TestClient:
    def gate(request: Request) -> None:
        request.state.person = person

    return TestClient(routes(gate))


def test_a_person_with_one_of_the_roles_gets_in() -> None:
    assert client(ANALYST).get("/search").json() == "found"


def test_everybody_who_signed_in_may_see_what_asks_for_no_role() -> None:
    assert client(ANALYST).get("/me").json() == "Ada"


def test_a_person_without_the_role_is_told_which_it_takes() -> None:
    answer = client(ANALYST).get("/review")
    assert answer.status_code == 403
    assert answer.json()["detail"] == "This needs the role of reviewer."


def test_who_has_not_signed_in_is_asked_to() -> None:
    for path in ("/review", "/search", "/people", "/me"):
        answer = client(None).get(path)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/review", "/search", "/people", "/me"])
def test_a_demonstration_may_do_everything(path: str) -> None:
    assert client(DEMO).get(path).json() in {"demo", "found"}


def test_a_program_before_there_are_accounts_decides_about_nobody() -> None:
    assert client(LOCAL).get("/review").status_code == 200
    assert client(LOCAL).get("/people").status_code == 403


def test_a_route_without_a_gate_lets_nobody_in() -> None:
    answer = TestClient(routes(None), raise_server_exceptions=False).get("/search")
    assert answer.status_code == 500
