"""The whole pipeline on the session's engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines.engines import Engines
from tests.pipeline.world import World, open_world


@pytest.fixture(scope="session")
def real_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys and files of all reports in the log, which a rebuild reads together."""
    return tmp_path_factory.mktemp("world")


@pytest.fixture(scope="module")
def real_world(engines: Engines, real_folder: Path) -> Iterator[World]:
    """A pipeline on the real pair, with nothing running.

    The topics and the index have the names of production and are the same in every
    module: reports carry words of their own.
    """
    with open_world(
        real_folder,
        log_url=engines.kafka_url,
        index_url=engines.elastic_url,
    ) as world:
        yield world
