from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from operator import attrgetter
from pathlib import Path

import pytest

from schemas.events import Event
from schemas.topics import ENRICHED, RECEIVED, STAGES, TOPICS, Topic
from services.index.handler import IndexHandler
from tests.builders import CASE, dead_lettered, enriched, received
from tests.manual_clock import ManualClock
from tests.stores import stores
from tests.vaults import TriedVault
from tocsin.delivery import Delivery
from tocsin.errors import Conflict, NotFound
from tocsin.ids import letter_id
from tocsin.log import EventLog, NewRecord, Position, TopicPartition
from tocsin.log.sqlite import SqliteLog
from tocsin.operations.lag import LagWatch, stage_lag
from tocsin.operations.letters import REPLAYS_MAX, DeadLetters, by_reason, open_by_stage
from tocsin.operations.verification import LISTED_MAX, Verification, verify
from tocsin.search.base import SearchIndex

LETTERS = TOPICS[RECEIVED.dead_letters]


@dataclass
class Station:
    """A log and an index whose stages are worked by hand."""

    log: EventLog
    index: SearchIndex
    clock: ManualClock
    vault: TriedVault

    def append(self, event: Event, topic: Topic) -> Position:
        (position,) = self.log.append([self.vault.record(event, topic)])
        return position

    def enrich(self) -> None:
        """Pass all of allegations.received."""
        self._pass("enrich", (RECEIVED.name,))

    def fold(self) -> None:
        """Apply all that the index stage reads, and pass it."""
        handler = IndexHandler(self.index, self.vault.files, self.vault.codec)
        for partition, bound in self.log.bounds(STAGES["index"]).items():
            records = self.log.read(partition, offset=bound.first, records_max=500)
            if records:
                handler.handle([Delivery(record, 1) for record in records])
        self.index.refresh()
        self._pass("index", STAGES["index"])

    def _pass(self, group: str, topics: Sequence[str]) -> None:
        with self.log.join(group, topics, member="by-hand") as reader:
            reader.poll(records_max=500, timeout_s=0.0)
            ends = self.log.bounds(topics)
            reader.commit({partition: bound.end for partition, bound in ends.items()})

    def verify(self) -> Verification:
        return verify(self.log, self.index, DeadLetters(self.log, self.clock))


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    clock = ManualClock()
    with stores(tmp_path, clock, SqliteLog) as (log, index, vault):
        yield Station(log, index, clock, vault)


def test_a_case_that_went_all_the_way_is_accounted_for(station: Station) -> None:
    station.append(received(), RECEIVED)
    station.append(enriched(), ENRICHED)
    station.enrich()
    station.fold()
    found = station.verify()
    assert (found.accepted, found.searchable, found.lost) == (1, 1, 0)
    assert found.holds


def test_a_case_on_its_way_is_pending_and_not_lost(station: Station) -> None:
    station.append(received(), RECEIVED)
    found = station.verify()
    assert (found.accepted, found.pending, found.holds) == (1, 1, True)


def test_a_case_that_every_stage_passed_and_nobody_has_is_lost(
    station: Station,
) -> None:
    station.append(received(), RECEIVED)
    station.enrich()
    station.fold()
    found = station.verify()
    assert (found.lost, found.lost_ids, found.holds) == (1, (CASE,), False)


def test_a_case_in_the_dead_letters_is_accounted_for(station: Station) -> None:
    position = station.append(received(), RECEIVED)
    letter = dead_lettered().model_copy(
        update={
            "id": letter_id("enrich", *position),
            "partition": position.partition,
            "offset": position.offset,
        }
    )
    station.append(letter, LETTERS)
    station.enrich()
    station.fold()
    found = station.verify()
    assert (found.dead_lettered, found.lost, found.holds) == (1, 0, True)


def test_a_record_that_is_no_event_needs_a_letter(station: Station) -> None:
    (position,) = station.log.append([NewRecord(RECEIVED.name, "junk", b"{")])
    station.enrich()
    station.fold()
    assert station.verify().unaccounted == 1
    letter = dead_lettered(event_id=None).model_copy(
        update={"id": letter_id("enrich", *position), "case_id": "junk"}
    )
    station.append(letter, LETTERS)
    found = station.verify()
    assert (found.unreadable, found.unaccounted, found.holds) == (1, 0, True)


def test_a_case_that_the_log_does_not_know_is_a_phantom(
    station: Station, tmp_path: Path
) -> None:
    station.append(received(), RECEIVED)
    station.fold()
    with SqliteLog(tmp_path / "other.sqlite", clock=station.clock) as other:
        other.apply(TOPICS.values())
        found = verify(other, station.index, DeadLetters(other, station.clock))
    assert (found.phantom, found.phantom_ids, found.holds) == (1, (CASE,), False)


def test_a_record_that_tells_of_a_case_again_is_no_case_more(station: Station) -> None:
    for _ in range(3):
        station.append(received(), RECEIVED)
    station.append(enriched(), ENRICHED)
    station.enrich()
    station.fold()
    found = station.verify()
    assert (found.accepted, found.repeated, found.searchable) == (1, 2, 1)
    assert [window.accepted for window in found.windows] == [1]


def test_a_case_is_lost_only_when_all_its_records_are_past(station: Station) -> None:
    station.append(received(), RECEIVED)
    station.enrich()
    station.fold()
    station.append(received(), RECEIVED)
    found = station.verify()
    assert (found.pending, found.lost) == (1, 0)


# Digests as `printf ID | b2sum -l 128` prints them.
def test_the_windows_tell_where_and_when_a_case_was_lost(station: Station) -> None:
    station.append(received(), RECEIVED)
    station.append(enriched(), ENRICHED)
    station.clock.sleep(86_400)
    at = station.append(received(id="received-2", case="second"), RECEIVED)
    station.enrich()
    station.fold()
    first, second = sorted(station.verify().windows, key=attrgetter("day"))
    assert (first.day, first.accepted, first.searchable) == ("2026-03-01", 1, 1)
    assert first.log_digest == first.found_digest == "da24558a0a4284ef1c9550052bfac08b"
    assert (second.day, second.partition) == ("2026-03-02", at.partition)
    assert (second.accepted, second.lost) == (1, 1)
    assert second.log_digest == "1b12f70d815aaa77e84cb540ce4f9233"
    assert second.found_digest == "00000000000000000000000000000000"


def test_of_many_lost_cases_the_first_few_are_named(station: Station) -> None:
    ids = [f"case-{n:02}" for n in range(LISTED_MAX + 5)]
    for case in ids:
        station.append(received(id=f"received-{case}", case=case), RECEIVED)
    station.enrich()
    station.fold()
    found = station.verify()
    assert found.lost == LISTED_MAX + 5
    assert len(set(found.lost_ids)) == LISTED_MAX
    assert set(found.lost_ids) <= set(ids)


def test_the_lag_counts_records_and_the_age_of_the_oldest(station: Station) -> None:
    station.append(received(), RECEIVED)
    station.clock.sleep(30)
    station.append(received(id="received-2", case="second"), RECEIVED)
    lag = stage_lag(station.log, "enrich")
    assert lag.records_behind == 2
    assert lag.oldest_at is not None
    assert station.clock.now() - lag.oldest_at == timedelta(seconds=30)
    station.enrich()
    assert stage_lag(station.log, "enrich").records_behind == 0


def test_a_look_at_the_lag_is_fresh_for_a_second(station: Station) -> None:
    watch = LagWatch(station.log, station.clock)
    assert watch.look().is_done
    station.append(received(), RECEIVED)
    assert watch.look().is_done
    station.clock.sleep(2)
    now = watch.look()
    assert not now.is_done
    assert now.lag_s == 2.0


def test_the_rate_is_of_the_last_minute(station: Station) -> None:
    watch = LagWatch(station.log, station.clock)
    watch.look()
    for n in range(10):
        station.append(received(id=f"received-{n}", case=f"case-{n}"), RECEIVED)
    station.enrich()
    station.clock.sleep(5)
    assert watch.look().rates_per_s["enrich"] == 2.0


def lettered(station: Station) -> str:
    position = station.append(received(), RECEIVED)
    letter = dead_lettered().model_copy(
        update={"partition": position.partition, "offset": position.offset}
    )
    station.append(letter, LETTERS)
    return letter.id


def test_replaying_appends_the_record_once_more_and_settles_the_letter(
    station: Station,
) -> None:
    letters = DeadLetters(station.log, station.clock)
    id = lettered(station)
    assert by_reason(letters.list(state="open")) == {("enrich", "text_crashed"): 1}
    letters.replay(id, operator="o.lindqvist")
    assert letters.get(id).state == "replayed"
    partition = TopicPartition(RECEIVED.name, letters.get(id).event.partition)
    first, again = station.log.read(partition, offset=0, records_max=10)
    assert (again.value, again.key) == (first.value, first.key)
    assert again.headers["tocsin-replays"] == "1"


def test_a_settled_letter_cannot_be_settled_again(station: Station) -> None:
    letters = DeadLetters(station.log, station.clock)
    id = lettered(station)
    letters.discard(id, operator="o.lindqvist", reason="a test")
    with pytest.raises(Conflict, match="discarded"):
        letters.replay(id, operator="o.lindqvist")


def test_a_record_that_died_too_often_is_not_replayed(station: Station) -> None:
    new = station.vault.record(received(), RECEIVED)
    headers = {**new.headers, "tocsin-replays": str(REPLAYS_MAX)}
    (position,) = station.log.append(
        [NewRecord(new.topic, new.key, new.value, headers)]
    )
    letter = dead_lettered().model_copy(
        update={"partition": position.partition, "offset": position.offset}
    )
    station.append(letter, LETTERS)
    letters = DeadLetters(station.log, station.clock)
    with pytest.raises(Conflict, match="mend the code"):
        letters.replay(letter.id, operator="o.lindqvist")


def test_a_letter_that_does_not_exist_is_not_found(station: Station) -> None:
    with pytest.raises(NotFound):
        DeadLetters(station.log, station.clock).get("nothing")


def test_another_reader_sees_what_the_first_one_settled(station: Station) -> None:
    id = lettered(station)
    watching = DeadLetters(station.log, station.clock)
    assert open_by_stage(watching.list()) == {"enrich": 1}
    DeadLetters(station.log, station.clock).discard(id, operator="o", reason="a test")
    assert open_by_stage(watching.list()) == {}
