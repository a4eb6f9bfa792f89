"""Exports over HTTP: the API and the pages, as the demonstration's person."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode

from tests.auditors import audited
from tests.desk_world import DeskWorld, case_document, desk_world
from tests.unit.services.desk.exports.samples import full_case

CASE = full_case().case_id


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="module")
def world(folder: Path) -> Iterator[DeskWorld]:
    with desk_world(folder) as world:
        world.add(full_case(), case_document("second"), case_document("third"))
        yield world


@pytest.fixture
def client(world: DeskWorld) -> Iterator[TestClient]:
    with TestClient(world.app, base_url="http://127.0.0.1") as client:
        yield client
        for one in client.get("/v1/exports").json():
            client.delete(f"/v1/exports/{one['id']}")


def over(client: TestClient, address: str) -> dict[str, Any]:
    """An export once it is over: three rows take milliseconds."""
    for _ in range(100_000):
        told: dict[str, Any] = client.get(address).json()
        if told["state"] in {"done", "failed"}:
            return told
    raise AssertionError(address)


@pytest.mark.parametrize(
    ("format_", "media_type", "start"),
    [
        ("pdf", "application/pdf", b"%PDF-"),
        ("json", "application/json", b'{\n "notice"'),
        ("csv", "text/csv; charset=utf-8", b"\xef\xbb\xbfcase_id,"),
    ],
)
@pytest.mark.parametrize("prefix", ["/v1", "/desk"])
def test_a_case_is_sent_as_a_file(
    client: TestClient, prefix: str, format_: str, media_type: str, start: bytes
) -> None:
    answer = client.get(f"{prefix}/cases/{CASE}/export?format={format_}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="case-{CASE}.{format_}"'
    )
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(start)


@pytest.mark.parametrize("prefix", ["/v1", "/desk"])
def test_a_case_that_leaves_the_desk_is_audited(
    world: DeskWorld, client: TestClient, prefix: str
) -> None:
    auditor = world.desk.auditor
    before = len(audited(auditor))
    client.get(f"{prefix}/cases/{CASE}/export?format=csv")
    client.get(f"{prefix}/cases/none/export?format=csv")
    assert audited(auditor, after=before) == [
        ("desk:demo", "case.exported", CASE, "csv")
    ]


def test_what_else_is_downloaded_is_audited(
    world: DeskWorld, client: TestClient
) -> None:
    auditor = world.desk.auditor
    before = len(audited(auditor))
    client.get(f"/v1/cases/{CASE}/history.csv")
    client.get(f"/desk/cases/{CASE}/allegation.json")
    client.get("/desk/analysis.csv?by=country&q=veltrano")
    client.get("/desk/analysis.csv?by=nothing")
    assert audited(auditor, after=before) == [
        ("desk:demo", "case.exported", CASE, "history as csv"),
        ("desk:demo", "case.exported", CASE, "allegation as json"),
        ("desk:demo", "counts.exported", "country", "csv"),
    ]


def test_a_search_is_audited_when_it_is_exported_fetched_and_removed(
    world: DeskWorld, client: TestClient
) -> None:
    auditor = world.desk.auditor
    before = len(audited(auditor))
    address = client.post("/v1/exports?format=csv&q=veltrano").headers["location"]
    told = over(client, address)
    client.get(told["file"])
    client.delete(address)
    rows = audited(auditor, after=before)
    assert rows == [
        ("desk:demo", "search.exported", told["id"], "csv of 3 cases"),
        ("desk:demo", "export.fetched", told["id"], ""),
        ("desk:demo", "export.removed", told["id"], ""),
    ]


def test_a_case_as_json_is_that_of_the_api_with_its_exhibits(
    client: TestClient,
) -> None:
    told = client.get(f"/v1/cases/{CASE}/export?format=json").json()
    shown = client.get(f"/v1/cases/{CASE}").json()
    assert told["case"] == shown["case"]
    assert told["summary"] == shown["summary"]
    assert [one["number"] for one in told["exhibits"]] == [1, 2, 3, 4, 5]
    assert told["notice"].startswith("An allegation is not a verdict.")
    assert told["exported_at"] == "2026-03-01T12:00:00Z"


def test_what_is_no_case_or_no_format_is_refused(client: TestClient) -> None:
    unknown = "0" * 20
    assert client.get(f"/v1/cases/{unknown}/export?format=csv").status_code == 404
    assert client.get(f"/v1/cases/{CASE}/export?format=doc").status_code == 422
    assert client.get(f"/v1/cases/{CASE}/export").status_code == 422


def test_a_search_is_taken_followed_and_fetched(client: TestClient) -> None:
    taken = client.post("/v1/exports?format=csv&country=TR&sort=-received")
    assert taken.status_code == 202
    address = taken.headers["location"]
    assert address == f"/v1/exports/{taken.json()['id']}"
    done = over(client, address)
    assert (done["state"], done["rows"], done["total"]) == ("done", 3, 3)
    assert (done["rows_max"], done["is_cut"]) == (10_000, False)
    assert done["search"] == "country=TR&sort=-received"
    assert done["expires_at"] == "2026-03-02T12:00:00Z"
    file = client.get(done["file"])
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert file.headers["content-disposition"] == (
        'attachment; filename="cases-2026-03-01.csv"'
    )
    assert len(file.text.splitlines()) == 4
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 404
    assert client.get(done["file"]).status_code == 404


def test_a_search_is_read_as_strictly_as_ever(client: TestClient) -> None:
    assert client.post("/v1/exports?format=csv&colour=red").status_code == 400
    assert client.post("/v1/exports?format=csv&q=(x").status_code == 400
    assert client.post("/v1/exports?format=csv&cursor=x").status_code == 400
    assert client.post("/v1/exports?format=pdf").status_code == 422
    assert client.get("/v1/exports").json() == []


def test_too_many_exports_are_refused(client: TestClient) -> None:
    answers = [client.post("/v1/exports?format=csv") for _ in range(11)]
    assert [one.status_code for one in answers] == [202] * 10 + [429]
    assert answers[-1].json()["type"] == "urn:tocsin:problem:too-many-exports"
    for one in answers[:-1]:
        over(client, one.headers["location"])


@pytest.mark.parametrize("id", ["0" * 32, "..", "%2e%2e", "lock", "job.json"])
def test_an_id_that_was_never_given_finds_nothing(client: TestClient, id: str) -> None:
    assert client.get(f"/v1/exports/{id}/file").status_code == 404


def test_the_queue_leads_to_the_export_of_its_search(client: TestClient) -> None:
    queue = HTMLParser(client.get("/desk/?country=TR&limit=2").text)
    (link,) = [one for one in queue.css("a") if one.text() == "Export these 3 cases"]
    assert link.attributes["href"] == "/desk/exports?country=TR"
    page = HTMLParser(client.get(str(link.attributes["href"])).text)
    form = _first(page, "form.export-form")
    assert [
        (one.attributes["name"], one.attributes["value"])
        for one in form.css("input[type=hidden]")
    ] == [("country", "TR")]


def test_the_page_starts_shows_and_removes_exports(client: TestClient) -> None:
    started = _post(client, "/desk/exports", {"format": "xlsx", "q": "cotton"})
    assert started.status_code == 303
    assert started.headers["location"] == "/desk/exports"
    (made,) = client.get("/v1/exports").json()
    over(client, f"/v1/exports/{made['id']}")
    page = HTMLParser(client.get("/desk/exports").text)
    row = " ".join(_first(page, ".exports li").text(separator=" ").split())
    assert "Words: cotton Done: 3 rows." in row
    link = _first(page, ".exports a[download]").attributes["href"]
    assert client.get(str(link)).content.startswith(b"PK")
    _post(client, f"/desk/exports/{made['id']}/remove", {})
    assert "There are none." in client.get("/desk/exports").text


def test_an_export_that_was_interrupted_can_be_started_again(
    client: TestClient, folder: Path
) -> None:
    (made,) = [client.post("/v1/exports?format=csv&country=TR").json()]
    over(client, f"/v1/exports/{made['id']}")
    record = folder / "exports" / made["id"] / "job.json"
    told = json.loads(record.read_bytes())
    record.write_text(json.dumps({**told, "state": "running", "ended_at": None}))
    page = HTMLParser(client.get("/desk/exports").text)
    assert "The desk was stopped before it was done." in _first(page, "main").text()
    form = _first(page, ".exports form")
    assert form.attributes["action"] == "/desk/exports"
    given = {
        str(one.attributes["name"]): str(one.attributes["value"])
        for one in form.css("input")
    }
    assert given == {"country": "TR", "format": "csv"}
    assert _post(client, "/desk/exports", given).status_code == 303


def test_another_site_cannot_start_an_export(client: TestClient) -> None:
    answer = client.post(
        "/desk/exports",
        data={"format": "csv"},
        headers={"Origin": "https://example.org"},
    )
    assert answer.status_code == 403


def test_a_format_that_is_none_is_refused(client: TestClient) -> None:
    assert _post(client, "/desk/exports", {"format": "doc"}).status_code == 422


def test_the_page_of_a_case_links_to_its_files(client: TestClient) -> None:
    page = HTMLParser(client.get(f"/desk/cases/{CASE}").text)
    links = [
        one.attributes["href"]
        for one in page.css("a[download]")
        if "/export?" in str(one.attributes["href"])
    ]
    assert links == [
        f"/desk/cases/{CASE}/export?format={name}" for name in ("pdf", "json", "csv")
    ]


def _post(client: TestClient, address: str, given: dict[str, str]) -> Response:
    return client.post(
        address,
        data=given,
        headers={"Origin": "http://127.0.0.1"},
        follow_redirects=False,
    )


def _first(page: HTMLParser, selector: str) -> LexborNode:
    node = page.css_first(selector)
    assert node is not None
    return node
