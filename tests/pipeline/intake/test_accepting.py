"""The public API of intake over its real stores: good reports, and what it tells."""

import json

import pytest
from fastapi.testclient import TestClient

from tests.intake_world import NARRATIVE, IntakeWorld
from tests.pipeline.intake.client import (
    PDF,
    URL,
    problem,
)


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
    assert world.files.get(event.case_id, file.sha256) == PDF


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
        "default",
    }
    form = content["multipart/form-data"]["examples"]["with a file"]["value"]
    response = client.post(
        URL,
        data={"allegation": json.dumps(form["allegation"])},
        files={"contract": ("contract.pdf", PDF)},
    )
    assert response.status_code == 202
