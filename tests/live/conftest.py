"""The whole pipeline on the session's engines."""

from collections.abc import Iterator

import pytest

from tests.engines.engines import Engines
from tests.pipeline.world import World, open_world


@pytest.fixture(scope="module")
def real_world(
    engines: Engines, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """A pipeline on the real pair, with nothing running.

    The topics and the index have the names of production and are the same in every
    module: reports carry words of their own.
    """
    with open_world(
        tmp_path_factory.mktemp("world"),
        log_url=engines.kafka_url,
        index_url=engines.elastic_url,
    ) as world:
        yield world
