"""A client of intake's API, and what its answers say."""

from fastapi.testclient import TestClient
from httpx2 import Response

from schemas.topics import TOPICS
from services.intake.api import intake_router
from tests.intake_world import NARRATIVE, IntakeWorld
from tests.memory_log import MemoryLog
from tocsin.health import Health
from tocsin.metrics import Metrics
from tocsin.web import create_app

PDF = b"%PDF-1.7 an invented contract"
URL = "/v1/allegations"
JSON = {"Content-Type": "application/json"}


def client_of(world: IntakeWorld) -> TestClient:
    """A client of the API over this world."""
    app = create_app(
        "Tocsin intake",
        routers=[intake_router(world.reception)],
        health=Health({"log": world.log.ping, "ledger": world.ledger.ping}),
        metrics=Metrics(),
    )
    return TestClient(app, raise_server_exceptions=False)


def problem(response: Response) -> tuple[int, str]:
    """Status and name of a problem, which repeats nothing of the report."""
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    assert NARRATIVE[:20] not in response.text
    return response.status_code, body["type"].removeprefix("urn:tocsin:problem:")


def pointers(response: Response) -> list[str]:
    """The places that a problem names."""
    return [error["pointer"] for error in response.json()["errors"]]


def failing_log(error: Exception) -> MemoryLog:
    """A log that cannot be written to."""

    def fail(step: str) -> None:
        if step.startswith("append "):
            raise error

    return MemoryLog(topics=list(TOPICS), fault=fail)
