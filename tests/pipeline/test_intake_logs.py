"""Nothing of a report shows in the logs or the metrics of intake, whatever happens."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from schemas.topics import TOPICS
from services.intake.api import intake_router
from tests.intake_world import intake_world
from tests.memory_log import MemoryLog
from tests.restored_logging import logs_set_up
from tocsin.errors import DependencyDown
from tocsin.health import Health
from tocsin.metrics import Metrics
from tocsin.web import create_app

URL = "/v1/allegations"
CANARY = "Canaryvale Mill keeps passports"
REPORT = {
    "narrative": CANARY,
    "id": CANARY,
    "reporter": {"name": CANARY},
    "evidence": [{"title": CANARY, "upload": CANARY}],
}


def post(client: TestClient, report: dict[str, Any], filename: str) -> int:
    response = client.post(
        URL,
        params={"from": CANARY},
        data={"allegation": json.dumps(report)},
        files={CANARY: (filename, CANARY.encode())},
        headers={"Idempotency-Key": CANARY.replace(" ", "-"), "User-Agent": CANARY},
    )
    return response.status_code


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (None, 202),
        (DependencyDown("log", "no broker"), 503),
        (RuntimeError(CANARY), 500),
    ],
)
def test_a_report_never_shows_in_logs_or_metrics(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    error: Exception | None,
    status: int,
) -> None:
    def fail(step: str) -> None:
        if error is not None and step.startswith("append "):
            raise error

    log, metrics = MemoryLog(topics=list(TOPICS), fault=fail), Metrics()
    with logs_set_up("DEBUG", pretty=False), intake_world(tmp_path, log=log) as world:
        app = create_app(
            "Intake",
            routers=[intake_router(world.reception)],
            health=Health({"log": log.ping}),
            metrics=metrics,
        )
        client = TestClient(app, raise_server_exceptions=False)
        statuses = [
            post(client, REPORT, f"{CANARY}.txt"),
            post(client, {**REPORT, "narrative": [CANARY]}, "a.txt"),
            post(client, {**REPORT, "narrative": CANARY + "!"}, "a.exe"),
            post(client, {**REPORT, "narrative": CANARY + "?"}, "a.txt"),
        ]
        receipt = client.post(URL, json={"narrative": CANARY}).json().get("receipt")
    shown = capsys.readouterr()
    lines = [json.loads(line) for line in shown.err.splitlines()]
    logged = [line["status"] for line in lines if line["event"] == "request"]
    assert statuses == [status, 422, 422, 422]
    assert logged == [*statuses, status]
    everything = shown.out + shown.err + metrics.render().decode()
    assert "canary" not in everything.lower()
    assert "testclient" not in everything
    assert receipt is None or receipt not in everything
