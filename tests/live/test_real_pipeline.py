"""The whole pipeline on a real Kafka and a real Elasticsearch."""

import pytest

from tests.pipeline.scenarios import PipelineScenarios
from tests.pipeline.world import World


@pytest.mark.live
@pytest.mark.model
class TestRealPipeline(PipelineScenarios):
    """Everything, on the engines of production."""

    @pytest.fixture
    def world(self, real_world: World) -> World:
        return real_world
