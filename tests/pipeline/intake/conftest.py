"""Intake over its real stores."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.intake_world import IntakeWorld, intake_world
from tests.pipeline.intake.client import client_of


@pytest.fixture
def world(tmp_path: Path) -> Iterator[IntakeWorld]:
    with intake_world(tmp_path) as world:
        yield world


@pytest.fixture
def client(world: IntakeWorld) -> TestClient:
    return client_of(world)
