from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from schemas.topics import ENRICHED, RECEIVED
from services.desk.parameters import OWN
from services.desk.service import open_desk
from services.index.handler import IndexHandler
from tests.builders import START, enriched, received
from tests.manual_clock import ManualClock
from tests.stores import stores
from tocsin.delivery import Delivery
from tocsin.health import Health
from tocsin.ids import case_id
from tocsin.log import Record
from tocsin.log.sqlite import SqliteLog
from tocsin.metrics import Metrics
from tocsin.search.fields import FACETS
from tocsin.settings import load_settings
from tocsin.web import create_app
from tocsin.web.pages import Assets

CASES = [case_id(f"case-{n}") for n in range(5)]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("desk")
    clock = ManualClock()
    with stores(folder, clock, SqliteLog) as (log, index, vault):
        handler = IndexHandler(index, vault.files, vault.codec)
        for n, case in enumerate(CASES):
            told = received(id=f"received-{n}", case=case, minutes=60 * 24 * 20 * n)
            found = enriched(of=f"received-{n}", case=case, points=10 * n)
            for event, topic in ((told, RECEIVED), (found, ENRICHED)):
                new = vault.record(event, topic)
                place = (topic.name, 0, n)
                record = Record(*place, new.key, new.value, new.headers, START)
                handler.handle([Delivery(record, 1)])
        index.refresh()
        settings = load_settings(data=folder, demo=True)
        with open_desk(settings, log, index, Assets.load(), clock) as opened:
            app = create_app(
                "Desk",
                routers=opened.routers,
                health=Health(opened.checks),
                metrics=Metrics(),
            )
            with TestClient(app, base_url="http://127.0.0.1") as client:
                yield client


def test_a_search_answers_total_cases_facets_and_lag(desk: TestClient) -> None:
    answer = desk.get("/v1/cases", params={"q": "passports", "limit": 2}).json()
    assert answer["total"] == 5
    assert [case["priority"] for case in answer["cases"]] == [40, 30]
    assert answer["facets"]["country"] == [
        {"value": "TR", "label": "Türkiye", "cases": 5}
    ]
    assert answer["index_lag_seconds"] == 0.0
    assert "«passports»" in answer["cases"][0]["snippets"][0]


def test_pages_follow_one_another_without_gap_or_repeat(desk: TestClient) -> None:
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        answer = desk.get("/v1/cases", params={"limit": 2, "cursor": cursor}).json()
        seen += [case["case_id"] for case in answer["cases"]]
        cursor = answer["next_cursor"]
    assert sorted(seen) == sorted(CASES)
    assert len(seen) == 5


def test_filters_and_exclusions_narrow_the_answer(desk: TestClient) -> None:
    def total(**given: str) -> int:
        return int(desk.get("/v1/cases", params=given).json()["total"])

    assert total(country="TR", indicator="retention_of_identity_documents") == 5
    assert total(country="!TR") == 0
    assert total(priority_min="20", priority_max="30") == 2
    assert total(**{"from": "2026-04"}) == 4


def test_a_case_is_given_whole(desk: TestClient) -> None:
    answer = desk.get(f"/v1/cases/{CASES[1]}").json()
    assert answer["summary"]["stage"] == "enriched"
    assert answer["case"]["enrichment"]["priority"]["parts"][0]["points"] == 10
    assert answer["case"]["allegation"]["narrative"].startswith("At Veltrano")


def test_a_case_that_is_not_there_is_a_problem(desk: TestClient) -> None:
    answer = desk.get("/v1/cases/nothing")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("by", ["country", "manufacturer", "goods", "month", "day"])
def test_an_aggregate_counts_what_a_search_finds(desk: TestClient, by: str) -> None:
    answer = desk.get("/v1/aggregates", params={"by": by, "q": "passports"}).json()
    assert answer["total"] == 5
    assert sum(row["cases"] for row in answer["rows"]) == 5
    assert max(row["priority_max"] for row in answer["rows"]) == 40


def test_an_aggregate_of_nothing_known_says_what_is_known(desk: TestClient) -> None:
    answer = desk.get("/v1/aggregates", params={"by": "colour"})
    assert answer.status_code == 400
    assert "country" in answer.json()["detail"]


def test_a_bad_query_is_a_problem_that_says_where(desk: TestClient) -> None:
    answer = desk.get("/v1/cases", params={"q": "country:(MY"})
    assert answer.status_code == 400
    assert answer.json()["type"] == "urn:tocsin:problem:bad-query"
    assert answer.json()["errors"][0]["position"] >= 0


def test_the_stream_tells_of_every_stage(desk: TestClient) -> None:
    answer = desk.get("/v1/stream").json()
    assert [stage["stage"] for stage in answer["stages"]] == ["enrich", "index"]
    assert answer["cases"] == 5
    assert answer["stages"][0]["dead_letters"] == 0


def test_every_parameter_of_a_search_is_in_the_openapi_document(
    desk: TestClient,
) -> None:
    document = desk.get("/openapi.json").json()
    told = document["paths"]["/v1/cases"]["get"]["parameters"]
    assert {row["name"] for row in told} == OWN | set(FACETS)
