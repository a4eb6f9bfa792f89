"""Reports that make no sense: each fault is pointed at."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.intake_world import IntakeWorld
from tests.pipeline.intake.client import JSON, URL, pointers, problem


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"narrative=hello",
        b'{"narrative": "broken',
        b'{"narrative": "\xff\xfe"}',
        b'{"narrative": "half \\ud83d of a pair"}',
        b"[" * 10_000,
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
        ({"narrative": " \n\t\u3000"}, "/narrative"),
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
