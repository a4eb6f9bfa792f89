"""Whatever is asked, the services answer: no bug, and each error is a problem."""

from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI
from starlette.responses import PlainTextResponse

from services.intake.api import intake_router
from tests.desk_world import case_document, desk_world
from tests.hostile.asking import CASES, ask_all, client_of, is_answered
from tests.intake_world import intake_world
from tocsin.health import Health
from tocsin.metrics import Metrics
from tocsin.web import create_app


def test_the_desk_answers_whatever_it_is_asked(tmp_path: Path) -> None:
    with desk_world(tmp_path) as world:
        documents = [case_document(name, anonymous=False) for name in ("a", "b")]
        world.add(*documents)
        ids = [one.case_id for one in documents]
        seen = ask_all(world.app, CASES, ids, is_answered)
    assert {200, 404, 422} <= seen.keys()
    assert seen.total() > CASES // 2


def test_intake_answers_whatever_it_is_sent(tmp_path: Path) -> None:
    with intake_world(tmp_path) as world:
        app = app_of(intake_router(world.reception))
        seen = ask_all(app, CASES, ["none"], is_answered)
    assert {202, 422} <= seen.keys()
    assert seen.total() > CASES // 2


def app_of(router: APIRouter) -> FastAPI:
    return create_app("X", routers=[router], health=Health({}), metrics=Metrics())


def test_a_bug_is_noticed() -> None:
    router = APIRouter()

    @router.get("/v1/double")
    def double(number: int) -> int:
        assert number < 10
        return number * 2

    with pytest.raises(AssertionError, match=r"GET /v1/double: .*internal-error"):
        ask_all(app_of(router), 40, [], is_answered)


def test_an_error_that_is_no_problem_is_noticed() -> None:
    router = APIRouter()

    @router.get("/v1/plain")
    def plain() -> PlainTextResponse:
        return PlainTextResponse("no", status_code=404)

    with (
        client_of(app_of(router)) as client,
        pytest.raises(AssertionError, match="text/plain"),
    ):
        is_answered("GET /v1/plain", client.get("/v1/plain"))
