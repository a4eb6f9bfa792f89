"""A world of casework for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.casework_world import CaseworkWorld, casework_world
from tests.desk_world import case_document


@pytest.fixture
def world(tmp_path: Path) -> Iterator[CaseworkWorld]:
    """With one case, called first."""
    with casework_world(tmp_path) as world:
        world.add(case_document("first"))
        yield world
