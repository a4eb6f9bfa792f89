import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines.engines import Engines, cache_folder, make_engines
from tests.pipeline.scenarios import PipelineScenarios
from tests.pipeline.world import World, open_world


@pytest.fixture(scope="module")
def own_engines() -> Iterator[Engines]:
    """A pair of its own: the pipeline's topics have fixed names."""
    runs = cache_folder() / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=runs) as folder:
        engines = make_engines(Path(folder))
        try:
            engines.start()
            yield engines
        finally:
            engines.stop()


@pytest.mark.live
@pytest.mark.model
class TestRealPipeline(PipelineScenarios):
    @pytest.fixture
    def world(self, own_engines: Engines, tmp_path: Path) -> Iterator[World]:
        with open_world(
            tmp_path,
            log_url=own_engines.kafka_url,
            index_url=own_engines.elastic_url,
        ) as world:
            yield world
