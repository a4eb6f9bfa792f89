from collections.abc import Iterator

import pytest

from tests.pipeline.scenarios import PipelineScenarios
from tests.pipeline.world import World, open_world


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("world")) as world:
        yield world


@pytest.mark.model
class TestEmbeddedPipeline(PipelineScenarios):
    """Everything, on a SQLite file and a tantivy folder."""
