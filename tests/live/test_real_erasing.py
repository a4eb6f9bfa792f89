"""A case that is erased on the engines of production is found nowhere, nor is it when a
copy of the engines is put back.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from tests.engines.engines import Engines, cache_folder
from tests.engines.jars import fetch
from tests.engines.kafka_server import kafka_server
from tests.engines.postgresql_database import Database, served_database
from tests.engines.server import Server
from tests.live.real_station import WORKERS, RealStation
from tests.pipeline.erasing_scenarios import ErasingScenarios, erase
from tests.pipeline.traces import Traces, found_on_disk, leave_traces, says_name
from tocsin.database import upgrade
from tocsin.operations.erasures import list_erased
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

    @pytest.mark.parametrize("stage", ["enrich", "index"])
    @pytest.mark.usefixtures("erased")
    def test_a_worker_shows_what_it_has_done(
        self, station: RealStation, stage: str
    ) -> None:
        text = station.asked(stage, "/metrics")
        assert _sum(text, "tocsin_messages_total", stage) > 0
        assert _sum(text, "tocsin_event_age_seconds_count", stage) > 0
        assert _sum(text, "tocsin_rebalances_total", stage) > 0
        assert _sum(text, "tocsin_committed_offset", stage) > 0
        written = re.search(r'tocsin_bulk_items_total{status="written"} (\S+)', text)
        assert (written is not None) == (stage == "index")


def _sum(text: str, name: str, stage: str) -> float:
    """Of a metric over its labels."""
    found = re.findall(rf'^{name}{{.*stage="{stage}".*}} (\S+)$', text, re.MULTILINE)
    return sum(map(float, found))


def test_a_copy_of_the_stopped_engines_is_the_installation_again(
    station: RealStation, erased: Traces, kafka: Server, database: Database
) -> None:
    """As docs/how-to/back-up.md says, with an Elasticsearch that lost all."""
    third = station.report("third", "At Orvane Mills we sleep in the mill.", "Ada Ruel")
    station.work()
    for name in WORKERS:
        station.world.end(name)
    for server in (kafka, database.server):
        server.stop()
    kept = [kafka.folder / "data", database.data, station.settings.data / "blobs"]
    copies = [folder.with_name("copy") for folder in kept]
    for folder, copy in zip(kept, copies, strict=True):
        # With owners and modes, as a program for backups does.
        subprocess.run(["cp", "-a", str(folder), str(copy)], check=True)
        shutil.rmtree(folder)
        copy.rename(folder)
    for server in (kafka, database.server):
        server.start()
    listed = station.settings.data / "after-the-copy.txt"
    list_erased(listed, [erased.case, erased.other], station.clock.now())
    tocsin = replace(
        station.tocsin,
        options=(*station.tocsin.options, "--set", "index_name=restored"),
    )
    for command in (("topics", "apply"), ("rebuild",), ("audit", "verify")):
        assert tocsin(*command).code == 0
    again = tocsin(
        *("erase", "--again", str(listed), "--reason", "restored", "--yes", "--json")
    )
    assert again.told == {"erased": [erased.other]}
    told = tocsin("verify", "--json").told
    assert (told["accepted"], told["erased"], told["searchable"]) == (3, 2, 1)
    assert (told["lost"], told["phantom"]) == (0, 0)
    found = tocsin("search", "mill", "--json").told
    assert [case["case_id"] for case in found["cases"]] == [third]
    assert station.vault.files.get(third, sha256(b"Nights: Ada Ruel.").hexdigest())
    assert found_on_disk(station) == []
