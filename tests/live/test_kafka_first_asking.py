"""What a broker is asked for the first time, it often does not know yet."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.events import AllegationEnriched, AllegationReceived
from schemas.topics import Topic
from tests.engines.engines import Engines, cache_folder, make_engines
from tocsin.log import PartitionBounds, TopicPartition
from tocsin.log.kafka import KafkaLog

pytestmark = pytest.mark.live

FIRST = Topic("first", (AllegationReceived,), partitions=2)
SECOND = Topic("second", (AllegationEnriched,), partitions=1)


@pytest.fixture(scope="module")
def fresh() -> Iterator[Engines]:
    """A broker that no group has asked yet."""
    runs = cache_folder() / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=runs) as folder:
        engines = make_engines(Path(folder))
        try:
            engines.kafka.start()
            yield engines
        finally:
            engines.stop()


def test_a_group_that_a_fresh_broker_never_saw_has_no_members_and_nothing_committed(
    fresh: Engines,
) -> None:
    with KafkaLog(fresh.bootstrap, client_id="test") as log:
        log.apply([FIRST, SECOND])
        assert log.members("new") == []
        assert log.committed("new", ["first", "second"]) == {}


def test_bounds_of_a_topic_beside_one_that_is_known_are_whole(fresh: Engines) -> None:
    with KafkaLog(fresh.bootstrap, client_id="test") as log:
        log.apply([FIRST, SECOND])
        log.bounds(["first"])
        assert log.bounds(["first", "second"]) == {
            TopicPartition("first", 0): PartitionBounds(0, 0),
            TopicPartition("first", 1): PartitionBounds(0, 0),
            TopicPartition("second", 0): PartitionBounds(0, 0),
        }
