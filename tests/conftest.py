"""Fixtures of the whole suite: the real engines."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines.engines import Engines, cache_folder, make_engines
from tests.engines.jdk import EnginesMissing


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    """A real Kafka and Elasticsearch, started once a session on free ports.

    A test may freeze, kill and restart them, and must leave them running. Topics and
    indices of a test carry a name of its own: the servers are shared.
    """
    runs = cache_folder() / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=runs) as folder:
        try:
            engines = make_engines(Path(folder))
        except EnginesMissing as exc:
            if os.environ.get("TOCSIN_REQUIRE_ENGINES") == "1":
                raise
            pytest.skip(str(exc))
        try:
            engines.start()
            yield engines
        finally:
            engines.stop()


@pytest.fixture(scope="session")
def kafka_url(engines: Engines) -> str:
    """Address of the real Kafka: kafka://127.0.0.1:PORT."""
    return engines.kafka_url


@pytest.fixture(scope="session")
def elastic_url(engines: Engines) -> str:
    """Address of the real Elasticsearch: http://127.0.0.1:PORT."""
    return engines.elastic_url
