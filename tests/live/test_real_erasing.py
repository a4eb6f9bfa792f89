"""A case that is erased on the engines of production is found nowhere."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.engines.engines import Engines, cache_folder
from tests.engines.jars import fetch
from tests.engines.kafka_server import kafka_server
from tests.engines.postgresql_database import Database, served_database
from tests.engines.server import Server
from tests.live.real_station import RealStation
from tests.pipeline.erasing_scenarios import ErasingScenarios, erase
from tests.pipeline.traces import Traces, leave_traces, says_name
from tocsin.database import upgrade
from tocsin.settings import load_settings

pytestmark = [
    pytest.mark.live,
    pytest.mark.model,
    # kafka-python leaves the sockets of refused connections to the collector.
    pytest.mark.filterwarnings("ignore:unclosed <socket"),
    pytest.mark.usefixtures("collected"),
]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Of all that this module's servers and services keep."""
    runs = cache_folder() / "runs"
    with tempfile.TemporaryDirectory(dir=runs) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.fixture(scope="module")
def kafka(folder: Path) -> Iterator[Server]:
    """A broker of our own: every record in it is one of these tests."""
    server = kafka_server(fetch(cache_folder()), folder / "kafka")
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def database(folder: Path) -> Iterator[Database]:
    (folder / "postgresql").mkdir(mode=0o711)
    with served_database(folder / "postgresql") as made:
        upgrade(made.url("owner"))
        yield made


@pytest.fixture(scope="module")
def station(
    folder: Path, kafka: Server, database: Database, engines: Engines
) -> Iterator[RealStation]:
    given = {
        "log_url": f"kafka://127.0.0.1:{kafka.port}",
        "index_url": engines.elastic_url,
        "index_name": "erasing",
        "database_url": database.url("operator"),
        "enrich_processes": "1",
    }
    settings = load_settings(data=folder / "data", **given)
    options = tuple(
        part for item in given.items() for part in ("--set", "=".join(item))
    )
    folders = (kafka.folder, engines.elasticsearch.folder)
    with ExitStack() as stack:
        station = RealStation(settings, stack, options=tuple(options), folders=folders)
        assert station.tocsin("topics", "apply").code == 0
        station.start()
        yield station


@pytest.fixture(scope="module")
def erased(station: RealStation) -> Traces:
    traces = leave_traces(station)
    assert says_name(station.asked("desk", "/v1/cases?q=veltrano"))
    return erase(traces)


class TestRealErasing(ErasingScenarios):
    """On Kafka, Elasticsearch and PostgreSQL, while the workers run."""

    def test_no_process_said_it(self, station: RealStation, erased: Traces) -> None:
        for search in ("q=veltrano", "q=quillbourne&limit=1", ""):
            assert erased.case not in station.asked("desk", f"/v1/cases?{search}")
        for name, said in station.said().items():
            assert not says_name(said), name
            assert "tocsin_" in said
