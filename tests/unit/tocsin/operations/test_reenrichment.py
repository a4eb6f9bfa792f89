"""Stale cases go through enrichment again; kills and repeats do no harm."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.enrichment import Versions
from schemas.events import AllegationEnriched, Event
from schemas.topics import ENRICHED, RECEIVED, STAGES, TOPICS, Topic
from services.index.handler import IndexHandler
from tests.builders import at, enriched, received
from tests.manual_clock import ManualClock
from tests.vaults import TriedVault, tried_vault
from tocsin.delivery import Delivery
from tocsin.errors import DependencyDown
from tocsin.ids import case_id, enriched_id
from tocsin.log import EventLog, Record, TopicPartition
from tocsin.log.base import GroupReader
from tocsin.log.sqlite import SqliteLog
from tocsin.operations.reenrichment import (
    BEHIND_MAX,
    PutBack,
    find_cases,
    put_back,
    stale,
)
from tocsin.search.base import SearchIndex
from tocsin.search.query import Everything
from tocsin.search.tantivy import TantivyIndex

OLD = Versions(code="1", models=("en@3",), lists=("orders@2024-01-01",))
NOW = Versions(code="2", models=("en@3",), lists=("orders@2026-06-23",))


class World:
    """A log and an index, and their two stages one step at a time."""

    def __init__(self, log: EventLog, index: SearchIndex, vault: TriedVault) -> None:
        self.log = log
        self.index = index
        self.vault = vault
        self.clock: ManualClock = ManualClock()
        self.handler = IndexHandler(index, vault.files, vault.codec)
        self.told: list[int] = []

    def receive(self, *names: str) -> None:
        """Reports, and what the older version made of them."""
        self.append(RECEIVED, *(received(id=f"r-{n}", case=case_id(n)) for n in names))
        self.enrich(OLD)

    def append(self, topic: Topic, *events: Event) -> None:
        self.log.append([self.vault.record(event, topic) for event in events])

    def news(self, stage: str) -> list[Record]:
        """What a stage has not read yet; its worker stops afterwards."""
        with self.log.join(stage, STAGES[stage], member="1") as reader:
            return read_all(reader)

    def enrich(self, versions: Versions) -> list[str]:
        """Both stages over what is new; the cases that enrichment read."""
        news = self.news("enrich")
        made = (remade(record, versions) for record in news)
        self.append(ENRICHED, *made)
        self.take_in()
        return sorted(record.key for record in news)

    def take_in(self) -> None:
        """The index stage over what is new."""
        self.handler.handle([Delivery(record, 1) for record in self.news("index")])
        self.index.refresh()

    def put_back_stale(self) -> PutBack:
        cases = find_cases(self.index, stale(NOW))
        return put_back(self.log, self.clock, cases, self.told.append)

    def stale_ids(self) -> list[str]:
        return [found.case_id for found in find_cases(self.index, stale(NOW))]


def read_all(reader: GroupReader) -> list[Record]:
    """What a member has not read yet, and commit it."""
    found: list[Record] = []
    while records := reader.poll(records_max=500, timeout_s=0.0):
        found += records
    ends = {TopicPartition(r.topic, r.partition): r.offset + 1 for r in found}
    reader.commit(ends)
    return found


def remade(record: Record, versions: Versions) -> AllegationEnriched:
    """What a version makes of a record; a later version at a later time."""
    id = record.headers["ce_id"]
    made = enriched(of=id, case=record.key, versions=versions)
    changes = {
        "id": enriched_id(id, versions.code, *versions.models, *versions.lists),
        "time": at(int(versions.code)),
    }
    return made.model_copy(update=changes)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with (
        SqliteLog(tmp_path / "log.sqlite", clock=ManualClock()) as log,
        TantivyIndex(tmp_path / "index") as index,
        tried_vault(tmp_path) as vault,
    ):
        log.apply(TOPICS.values())
        index.apply()
        yield World(log, index, vault)


def test_stale_cases_are_read_again_and_then_they_are_not_stale(world: World) -> None:
    world.receive("a", "b", "c")
    everyone = sorted(map(case_id, "abc"))
    assert world.stale_ids() == everyone
    assert world.put_back_stale() == PutBack(cases=3, records=3, missing=())
    assert world.told == [3]
    assert world.enrich(NOW) == everyone
    assert world.stale_ids() == []
    assert world.put_back_stale() == PutBack(cases=0, records=0, missing=())


def test_a_record_that_is_put_back_twice_changes_the_case_once(world: World) -> None:
    world.receive("a")
    world.put_back_stale()
    world.put_back_stale()
    assert world.enrich(NOW) == [case_id("a")] * 2
    case = world.index.get([case_id("a")])[case_id("a")].document.case
    assert [entry.summary for entry in case.history] == [
        "received",
        "enriched",
        "enriched",
    ]
    assert case.enrichment is not None
    assert case.enrichment.versions == NOW


def test_a_break_in_the_middle_is_made_good_by_another_run(world: World) -> None:
    world.receive(*(f"case {n}" for n in range(250)))

    def stop_after_the_first(cases: int) -> None:
        raise KeyboardInterrupt(cases)

    with pytest.raises(KeyboardInterrupt):
        put_back(
            world.log,
            world.clock,
            find_cases(world.index, stale(NOW)),
            stop_after_the_first,
        )
    assert len(world.enrich(NOW)) == 100
    assert world.put_back_stale().records == 150
    world.enrich(NOW)
    assert world.stale_ids() == []


def test_a_case_that_waits_for_its_first_reading_is_not_stale(world: World) -> None:
    world.append(RECEIVED, received(case=case_id("a")))
    world.take_in()
    assert world.index.count() == 1
    assert world.stale_ids() == []


def test_a_case_whose_record_is_gone_is_told_and_left_alone(world: World) -> None:
    world.receive("a")
    (found,) = find_cases(world.index, Everything())
    elsewhere = {"allegations.received/0": 7, "allegations.enriched/0": 0}
    moved = found.model_copy(
        update={"case": found.case.model_copy(update={"applied": elsewhere})}
    )
    done = put_back(world.log, world.clock, [moved], world.told.append)
    assert done == PutBack(cases=1, records=0, missing=(case_id("a"),))


def test_without_a_worker_no_more_is_appended_than_may_wait(world: World) -> None:
    world.receive(*(f"case {n}" for n in range(BEHIND_MAX + 150)))
    with pytest.raises(DependencyDown, match="600 records behind, and no worker runs"):
        world.put_back_stale()
    assert len(world.news("enrich")) == 600


class WorkingClock(ManualClock):
    """While somebody waits, workers read all there is."""

    def __init__(self, *readers: GroupReader) -> None:
        super().__init__()
        self.readers = readers

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        for reader in self.readers:
            read_all(reader)


def test_where_workers_run_they_are_waited_for(world: World) -> None:
    world.receive(*(f"case {n}" for n in range(BEHIND_MAX + 150)))
    with (
        world.log.join("enrich", STAGES["enrich"], member="1") as enrich,
        world.log.join("index", STAGES["index"], member="1") as index,
    ):
        world.clock = WorkingClock(enrich, index)
        assert world.put_back_stale().records == BEHIND_MAX + 150
    assert world.clock.slept == [0.5]
