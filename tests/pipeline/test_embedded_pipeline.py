from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pipeline.scenarios import PipelineScenarios
from tests.pipeline.world import World, open_world


@pytest.mark.model
class TestEmbeddedPipeline(PipelineScenarios):
    @pytest.fixture
    def world(self, tmp_path: Path) -> Iterator[World]:
        with open_world(tmp_path) as world:
            yield world
