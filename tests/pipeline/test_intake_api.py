"""The public API of intake over its real stores: good reports, and every bad one."""

import json
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

import anyio
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from starlette.types import Receive

from schemas.topics import TOPICS
from services.intake.api import intake_router
from services.intake.limits import Limits
from tests.intake_world import NARRATIVE, IntakeWorld, intake_world
from tests.memory_log import MemoryLog
from tocsin.errors import DependencyDown, OutcomeUnknown
from tocsin.health import Health
from tocsin.metrics import Metrics
from tocsin.web import create_app

PDF = b"%PDF-1.7 an invented contract"
URL = "/v1/allegations"
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[IntakeWorld]:
    with intake_world(tmp_path) as world:
        yield world


def client_of(world: IntakeWorld) -> TestClient:
    app = create_app(
        "Tocsin intake",
        routers=[intake_router(world.reception)],
        health=Health({"log": world.log.ping, "ledger": world.ledger.ping}),
        metrics=Metrics(),
    )
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def client(world: IntakeWorld) -> TestClient:
    return client_of(world)


def problem(response: Response) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    assert NARRATIVE[:20] not in response.text
    return response.status_code, body["type"].removeprefix("urn:tocsin:problem:")


def pointers(response: Response) -> list[str]:
    return [error["pointer"] for error in response.json()["errors"]]


def test_a_report_is_accepted_with_case_and_receipt(
    world: IntakeWorld, client: TestClient
) -> None:
    response = client.post(URL, json={"narrative": NARRATIVE})
    assert response.status_code == 202
    [event] = world.received()
    body = response.json()
    assert body["case_id"] == event.case_id
    assert body["received_id"] == event.id
    assert len(body["receipt"].replace(" ", "")) == 20
    assert body["repeated"] is False


def test_the_same_key_and_report_get_the_same_answer(
    world: IntakeWorld, client: TestClient
) -> None:
    quoted = {"Idempotency-Key": '"9b0d"'}
    plain = {"Idempotency-Key": "9b0d"}
    first = client.post(URL, json={"narrative": NARRATIVE}, headers=quoted).json()
    second = client.post(URL, json={"narrative": NARRATIVE}, headers=plain).json()
    assert second == {**first, "repeated": True}
    assert len(world.received()) == 1


def test_the_same_key_and_another_report_are_refused(client: TestClient) -> None:
    key = {"Idempotency-Key": "9b0d"}
    client.post(URL, json={"narrative": NARRATIVE}, headers=key)
    response = client.post(URL, json={"narrative": "Other"}, headers=key)
    assert problem(response) == (422, "key-reused")


@pytest.mark.parametrize("key", ["", "with space", "x" * 256, "naïve"])
def test_a_key_that_cannot_be_used_is_refused(client: TestClient, key: str) -> None:
    headers = {b"Idempotency-Key": key.encode()}
    response = client.post(URL, json={"narrative": NARRATIVE}, headers=headers)
    assert problem(response) == (400, "bad-key")


def test_a_report_with_a_file_is_accepted(
    world: IntakeWorld, client: TestClient
) -> None:
    report = {"narrative": NARRATIVE, "evidence": [{"upload": "contract"}]}
    response = client.post(
        URL,
        data={"allegation": json.dumps(report)},
        files={"contract": ("the contract.pdf", PDF, "application/pdf")},
    )
    assert response.status_code == 202
    [event] = world.received()
    file = event.allegation.evidence[0].file
    assert file is not None
    assert file.filename == "the contract.pdf"
    assert world.blobs.get(file.sha256) == PDF


def test_the_report_itself_may_come_as_a_file_part(
    world: IntakeWorld, client: TestClient
) -> None:
    report = json.dumps({"narrative": NARRATIVE})
    part = ("report.json", report, "application/json")
    response = client.post(URL, files={"allegation": part})
    assert response.status_code == 202
    assert world.received()[0].allegation.narrative == NARRATIVE


@pytest.mark.parametrize(
    "narrative",
    [
        "يحتفظ المدير بجوازات سفرنا",
        "经理扣留我们的护照 and then \u202eturned\u202c",
        "x",
        "🙂" * 1000,
    ],
)
def test_any_script_and_direction_is_kept_as_it_came(
    world: IntakeWorld, client: TestClient, narrative: str
) -> None:
    assert client.post(URL, json={"narrative": narrative}).status_code == 202
    assert world.received()[0].allegation.narrative == narrative


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"narrative=hello",
        b'{"narrative": "broken',
        b'{"narrative": "\xff\xfe"}',
        b'{"narrative": "half \\ud83d of a pair"}',
        b"[" * 100_000,
        b'{"narrative": ' + b"[" * 5_000 + b"]" * 5_000 + b"}",
    ],
    ids=["empty", "form", "broken", "not utf-8", "surrogate", "deep", "nested"],
)
def test_what_is_not_json_is_said_to_be_so(client: TestClient, body: bytes) -> None:
    status, slug = problem(client.post(URL, content=body, headers=JSON))
    assert (status, slug) == (400, "not-json")


@pytest.mark.parametrize(
    ("report", "pointer"),
    [
        ({}, "/narrative"),
        ({"narrative": ""}, "/narrative"),
        ({"narrative": 7}, "/narrative"),
        ({"narrative": ["a"]}, "/narrative"),
        ({"narrative": "nul \0 inside"}, "/narrative"),
        ({"narrative": "x" * 1_000_001}, "/narrative"),
        ({"narrative": "a", "naratif": "b"}, "/naratif"),
        ({"narrative": "a", "a/b~c": 1}, "/a~1b~0c"),
        ({"narrative": "a", "labor": {"hours": 1}}, "/labor/hours"),
        ({"narrative": "a", "companies": [{"role": "buyer"}]}, "/companies/0/name"),
        ({"narrative": "a", "production_country": "Turkey"}, "/production_country"),
        ({"narrative": "a", "reporter": {"email": "no"}}, "/reporter/email"),
        ({"narrative": "a", "evidence": [{}] * 10_000}, "/evidence"),
        (
            {"narrative": "a", "evidence": [{"published_on": "2026-03-03"}]},
            "/evidence/0/published_on",
        ),
        (
            {"narrative": "a", "evidence": [{"published_on": "2027"}]},
            "/evidence/0/published_on",
        ),
        (
            {"narrative": "a", "evidence": [{"published_on": "2025-02-30"}]},
            "/evidence/0/published_on",
        ),
        (
            {"narrative": "a", "evidence": [{"published_on": "14 March"}]},
            "/evidence/0/published_on",
        ),
        ({"narrative": "a", "labor": {"started_on": "2026-04"}}, "/labor/started_on"),
        ({"narrative": "a", "labor": {"ended_on": "2026-04"}}, "/labor/ended_on"),
        ({"narrative": "a", "evidence": [{"upload": "gone"}]}, "/evidence/0/upload"),
    ],
)
def test_a_fault_is_pointed_at(
    world: IntakeWorld, client: TestClient, report: dict[str, Any], pointer: str
) -> None:
    response = client.post(URL, json=report)
    assert problem(response) == (422, "invalid-report")
    assert pointers(response) == [pointer]
    assert world.received() == []


@pytest.mark.parametrize("day", ["2026-03-02", "2026-03", "2026", "1998-12-31"])
def test_a_day_that_has_begun_somewhere_is_not_in_the_future(
    client: TestClient, day: str
) -> None:
    """It is noon in UTC on 1 March, and already the second in Kiribati."""
    report = {"narrative": "a", "evidence": [{"published_on": day}]}
    assert client.post(URL, json=report).status_code == 202


def test_something_that_is_no_object_is_refused(client: TestClient) -> None:
    response = client.post(URL, json=["a list"])
    assert problem(response) == (422, "invalid-report")
    assert pointers(response) == [""]


def test_ten_thousand_faults_are_told_as_twenty(client: TestClient) -> None:
    report = {"narrative": "a", **{f"unknown{n}": 1 for n in range(10_000)}}
    response = client.post(URL, json=report)
    assert problem(response) == (422, "invalid-report")
    assert len(pointers(response)) == 20
    assert response.json()["detail"] == "The report has 10000 faults."


def test_no_answer_repeats_what_was_sent(client: TestClient) -> None:
    report = {
        "narrative": ["Canary words"],
        "reporter": {"email": "canary at example", "name": {"Canary": 1}},
        "production_country": "Canary",
        "evidence": [{"published_on": "Canary", "kind": "Canary"}],
        "labor": {"workers": "Canary"},
    }
    response = client.post(URL, json=report)
    assert response.status_code == 422
    assert len(pointers(response)) == 7
    assert "canary" not in response.text.lower()


def test_a_body_of_ten_megabytes_is_too_large(client: TestClient) -> None:
    body = json.dumps({"narrative": "x" * 10_000_000})
    response = client.post(URL, content=body, headers=JSON)
    assert problem(response) == (413, "too-large")


def post_raw(world: IntakeWorld, receive: Receive) -> int:
    """The status of a post whose body a test sends by hand.

    The test client would read an endless body itself.
    """
    answers: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        answers.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": URL,
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
    }
    anyio.run(client_of(world).app, scope, receive, send)
    return int(answers[0]["status"])


def test_a_body_without_a_length_is_cut_off_at_the_limit(tmp_path: Path) -> None:
    taken = []

    async def receive() -> dict[str, Any]:
        taken.append(1)
        return {"type": "http.request", "body": b"x" * 1000, "more_body": True}

    with intake_world(tmp_path, limits=Limits(json_bytes_max=10_000)) as world:
        assert post_raw(world, receive) == 413
    assert len(taken) == 11


def test_a_body_that_does_not_come_is_not_waited_for(tmp_path: Path) -> None:
    async def receive() -> dict[str, Any]:
        await anyio.sleep_forever()
        raise AssertionError

    with intake_world(tmp_path, limits=Limits(body_s=0.01)) as world:
        assert post_raw(world, receive) == 408


def test_a_body_that_breaks_off_is_no_report(world: IntakeWorld) -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    assert post_raw(world, receive) == 400
    assert world.received() == []


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/xml"])
def test_another_media_type_is_refused(client: TestClient, media_type: str) -> None:
    headers = {"Content-Type": media_type}
    response = client.post(URL, content=b"{}", headers=headers)
    assert problem(response) == (415, "unsupported-media-type")
    assert response.headers["accept-post"] == "application/json, multipart/form-data"


def _form(*parts: str) -> bytes:
    shown = (
        f"--b\r\nContent-Disposition: form-data; {part}\r\n\r\nx\r\n" for part in parts
    )
    return "".join(shown).encode() + b"--b--\r\n"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=b", b"--b\r\nnonsense"),
        ("multipart/form-data; boundary=b", _form('name="x"')),
        (
            "multipart/form-data; boundary=b",
            _form('name="f"; filename="a"', 'name="f"; filename="b"'),
        ),
    ],
    ids=["no boundary", "nonsense", "no report", "two of a name"],
)
def test_a_form_that_cannot_be_read_is_refused(
    client: TestClient, content_type: str, body: bytes
) -> None:
    headers = {"Content-Type": content_type}
    response = client.post(URL, content=body, headers=headers)
    assert problem(response) == (400, "not-multipart")


def test_too_many_files_are_refused(client: TestClient) -> None:
    files = {f"f{n}": ("a.txt", b"a") for n in range(60)}
    response = client.post(URL, data={"allegation": "{}"}, files=files)
    assert problem(response) == (413, "too-large")


def test_a_large_file_is_refused_while_it_comes_in(tmp_path: Path) -> None:
    report = json.dumps({"narrative": "a", "evidence": [{"upload": "f"}]})
    with intake_world(tmp_path, limits=Limits(upload_bytes_max=1000)) as world:
        response = client_of(world).post(
            URL, data={"allegation": report}, files={"f": ("a.pdf", PDF * 1000)}
        )
    assert problem(response) == (413, "too-large")


def test_a_program_is_refused_whatever_it_calls_itself(client: TestClient) -> None:
    report = json.dumps({"narrative": "a", "evidence": [{"upload": "f"}]})
    part = ("contract.pdf", b"MZ\x90\0 program", "application/pdf")
    response = client.post(URL, data={"allegation": report}, files={"f": part})
    assert problem(response) == (422, "file-type-refused")
    assert pointers(response) == ["/evidence/0"]


def failing_log(error: Exception) -> MemoryLog:
    def fail(step: str) -> None:
        if step.startswith("append "):
            raise error

    return MemoryLog(topics=list(TOPICS), fault=fail)


@pytest.mark.parametrize(
    ("error", "slug"),
    [
        (DependencyDown("log", "no broker"), "unavailable"),
        (OutcomeUnknown("log", "not confirmed in 30 s"), "outcome-unknown"),
    ],
)
def test_a_log_that_is_down_means_come_again(
    tmp_path: Path, error: Exception, slug: str
) -> None:
    with intake_world(tmp_path, log=failing_log(error)) as world:
        response = client_of(world).post(URL, json={"narrative": NARRATIVE})
    assert problem(response) == (503, slug)
    assert response.headers["retry-after"] == "5"
    assert "no broker" not in response.text


def test_a_full_disk_is_a_503_and_the_repeat_works(
    world: IntakeWorld, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = json.dumps({"narrative": "a", "evidence": [{"upload": "f"}]})
    request: dict[str, Any] = {
        "data": {"allegation": report},
        "files": {"f": ("a.pdf", PDF)},
        "headers": {"Idempotency-Key": "k"},
    }

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        response = client.post(URL, **request)
    assert problem(response) == (503, "unavailable")
    assert world.received() == []
    assert client.post(URL, **request).status_code == 202
    assert len(world.received()) == 1


def test_a_bug_shows_no_stack_and_no_words(tmp_path: Path) -> None:
    log = failing_log(RuntimeError(NARRATIVE))
    with intake_world(tmp_path, log=log) as world:
        response = client_of(world).post(URL, json={"narrative": NARRATIVE})
    assert problem(response) == (500, "internal-error")
    assert "RuntimeError" not in response.text


def test_more_reports_than_fit_are_turned_away(tmp_path: Path) -> None:
    with intake_world(tmp_path, limits=Limits(at_once=0, waiting_max=0)) as world:
        response = client_of(world).post(URL, json={"narrative": NARRATIVE})
    assert problem(response) == (503, "busy")
    assert response.headers["retry-after"] == "2"


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/v1/allegations", (405, "method-not-allowed")),
        ("GET", "/v1/cases", (404, "not-found")),
        ("GET", "/docs", (404, "not-found")),
    ],
)
def test_there_is_nothing_to_read_at_intake(
    client: TestClient, method: str, path: str, expected: tuple[int, str]
) -> None:
    assert problem(client.request(method, path)) == expected


def test_the_openapi_document_has_a_working_example(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    operation = document["paths"][URL]["post"]
    content = operation["requestBody"]["content"]
    example = content["application/json"]["examples"]["report"]["value"]
    assert client.post(URL, json=example).status_code == 202
    assert content["application/json"]["schema"]["additionalProperties"] is False
    assert set(operation["responses"]) == {
        "202",
        "400",
        "408",
        "413",
        "415",
        "422",
        "503",
    }
    form = content["multipart/form-data"]["examples"]["with a file"]["value"]
    response = client.post(
        URL,
        data={"allegation": json.dumps(form["allegation"])},
        files={"contract": ("contract.pdf", PDF)},
    )
    assert response.status_code == 202
