"""Intake over its real stores."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.intake_world import IntakeWorld, intake_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[IntakeWorld]:
    with intake_world(tmp_path) as world:
        yield world
