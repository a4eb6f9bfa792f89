"""What a reporter is told while something is down, full or broken."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from services.intake.limits import Limits
from tests.intake_world import NARRATIVE, IntakeWorld, intake_world
from tests.pipeline.intake.client import (
    PDF,
    URL,
    client_of,
    failing_log,
    problem,
)
from tocsin.errors import DependencyDown, OutcomeUnknown


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
