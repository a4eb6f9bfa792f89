"""The desk while the log fails or hangs: the index goes on answering."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from fastapi.testclient import TestClient

from services.desk.service import open_desk
from tests.desk_world import case_document
from tests.manual_clock import ManualClock
from tests.memory_log import MemoryLog
from tocsin.errors import DependencyDown
from tocsin.health import Health
from tocsin.metrics import Metrics
from tocsin.search.base import Write
from tocsin.search.tantivy import TantivyIndex
from tocsin.settings import load_settings
from tocsin.web import create_app
from tocsin.web.pages import Assets, asset_router

CASE = case_document()


def fail(_step: str) -> None:
    raise DependencyDown("the log", "a test says so")


@pytest.fixture(params=["fails", "hangs"], scope="module")
def fault(request: pytest.FixtureRequest) -> Iterator[Callable[[str], None]]:
    goes_on = Event()

    def hang(_step: str) -> None:
        goes_on.wait()

    yield fail if request.param == "fails" else hang
    goes_on.set()


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory, fault: Callable[[str], None]
) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("desk")
    settings = load_settings(data=folder, demo=True)
    clock, assets = ManualClock(), Assets.load()
    log = MemoryLog([], fault)
    with TantivyIndex(folder / "index") as index:
        index.apply()
        index.write([Write(CASE, token=None)])
        index.refresh()
        with open_desk(settings, log, index, assets, clock) as opened:
            app = create_app(
                "Desk",
                routers=[asset_router(assets), *opened.routers],
                health=Health({}),
                metrics=Metrics(),
            )
            with TestClient(app, base_url="http://127.0.0.1") as client:
                yield client


@pytest.mark.parametrize(
    "path",
    ["/cases", f"/cases/{CASE.case_id}", f"/cases/{CASE.case_id}/related"],
)
def test_cases_are_answered_and_the_lag_is_unknown(path: str, desk: TestClient) -> None:
    answer = desk.get(f"/v1{path}")
    assert answer.status_code == 200
    assert answer.json()["index_lag_seconds"] is None


def test_a_count_is_answered_and_the_lag_is_unknown(desk: TestClient) -> None:
    answer = desk.get("/v1/aggregates", params={"by": "country"}).json()
    assert answer["rows"][0]["cases"] == 1
    assert answer["index_lag_seconds"] is None


def test_the_stream_is_not_available(desk: TestClient) -> None:
    answer = desk.get("/v1/stream")
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/", "/analysis", f"/cases/{CASE.case_id}"])
def test_a_page_says_that_its_age_is_unknown(path: str, desk: TestClient) -> None:
    answer = desk.get(f"/desk{path}")
    assert answer.status_code == 200
    assert "how far behind the index is cannot be said" in answer.text


def test_the_page_of_the_stream_says_what_still_works(desk: TestClient) -> None:
    answer = desk.get("/desk/stream")
    assert answer.status_code == 200
    assert "the 1 case in the index can be searched" in answer.text
