"""Fixtures of the whole suite: the real engines."""

import gc
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.engines.engines import Engines, cache_folder, make_engines
from tests.engines.jdk import EnginesMissing, jdk_home, maven

_NOT_RUN = pytest.StashKey[str]()
_MEASURED = pytest.StashKey[list[str]]()


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave the live tests out where the engines cannot run, and say so once.

    With TOCSIN_REQUIRE_ENGINES=1 they stay in, and fail.
    """
    live = [item for item in items if item.get_closest_marker("live")]
    if not live or os.environ.get("TOCSIN_REQUIRE_ENGINES") == "1":
        return
    try:
        jdk_home()
        maven()
    except EnginesMissing as exc:
        config.stash[_NOT_RUN] = f"{len(live)} live tests did not run: {exc}"
        config.hook.pytest_deselected(items=live)
        items[:] = [item for item in items if item not in live]


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """What live tests measured, and one line for all that were left out."""
    for line in config.stash.get(_MEASURED, []):
        terminalreporter.write_line(f"measured: {line}")
    if line := config.stash.get(_NOT_RUN, ""):
        terminalreporter.write_line(line, yellow=True)


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    """A real Kafka and Elasticsearch, started once a session on free ports.

    A test may freeze, kill and restart them, and must leave them running. Topics and
    indices of a test carry a name of its own: the servers are shared.
    """
    runs = cache_folder() / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=runs) as folder:
        engines = make_engines(Path(folder))
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


@pytest.fixture
def measured(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Take a line for the end of the session: a figure is worth more than a pass."""
    return request.config.stash.setdefault(_MEASURED, []).append


@pytest.fixture
def collected(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """What a test leaves to the garbage collector is collected within the test.

    kafka-python leaves the sockets of refused connections to it. Tests that break
    connections use this with `filterwarnings("ignore:unclosed <socket")`.
    """
    # A record of the error would keep its frames, and those the socket.
    caplog.set_level(logging.CRITICAL, logger="kafka")
    yield
    gc.collect()
