"""Three brokers, copies on each as in production, and some of them are killed."""

import gc
import logging
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Final

import pytest
from kafka.admin import ConfigResource, ConfigResourceType

from schemas.topics import RECEIVED, STAGES, TOPICS, Topic
from tests.contract.log_under_test import read_all
from tests.engines.engines import cache_folder
from tests.engines.kafka_cluster import SIZE, KafkaCluster, kafka_cluster
from tests.live.stage import Stage, check_nothing_is_lost, publish
from tests.live.writers import Writers, writing
from tests.pipeline.world import until
from tocsin.clock import SystemClock
from tocsin.delivery.outcome import Delivery, Done, Outcome
from tocsin.delivery.runner import Runner, Worker
from tocsin.errors import DependencyDown, OutcomeUnknown
from tocsin.log.base import NewRecord
from tocsin.log.kafka import DELIVERY_LIMIT, KafkaLog
from tocsin.log.partitioning import partition_of

pytestmark = [
    pytest.mark.live,
    pytest.mark.filterwarnings("ignore:unclosed <socket"),
    pytest.mark.usefixtures("collected"),
]

STAGE: Final = "enrich"
IMPATIENT = timedelta(seconds=1.2)
"""An append may take so long in all, where it is to fail."""

COPIES = "min.insync.replicas"
STRICT = Topic("test.strict", (), partitions=1)
SHORT = Topic("test.short", (), partitions=6)
"""Topics of this module beside those of production."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[KafkaCluster]:
    """All three, with the topics that a stage reads."""
    runs = cache_folder() / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=runs) as folder:
        cluster = kafka_cluster(cache_folder(), Path(folder))
        try:
            cluster.start()
            with open_log(cluster) as log:
                log.apply([TOPICS[name] for name in STAGES[STAGE]])
                log.apply([SHORT])
            _make_strict(cluster)
            yield cluster
        finally:
            cluster.kill()


def open_log(cluster: KafkaCluster, limit: timedelta = DELIVERY_LIMIT) -> KafkaLog:
    """As a service opens it where there are three brokers."""
    return KafkaLog(
        cluster.bootstrap, client_id="test", replication=SIZE, delivery_limit=limit
    )


@dataclass
class Seen:
    """A handler that only remembers."""

    values: list[bytes | None] = field(default_factory=list)

    def handle(self, deliveries: Sequence[Delivery]) -> Sequence[Outcome]:
        """Everything is done."""
        self.values += [delivery.record.value for delivery in deliveries]
        return [Done() for _ in deliveries]


@contextmanager
def kernel_at_work(cluster: KafkaCluster, seen: Seen) -> Iterator[None]:
    """A worker of the plain loop, in a thread."""
    stop = threading.Event()
    worker = Worker(STAGE, "one", "0.1.0")
    with open_log(cluster) as log, ThreadPoolExecutor(1) as pool:
        runner = Runner(log, worker, seen, clock=SystemClock())
        running = pool.submit(runner.run, stop)
        try:
            yield
        finally:
            stop.set()
            running.result()


@dataclass
class Story:
    """What happened when a broker was killed that led and coordinated."""

    killed: int
    log: KafkaLog
    writers: Writers
    seen: Seen
    stage: Stage


@pytest.fixture(scope="module")
def story(
    cluster: KafkaCluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Story]:
    """Writers, a kernel and a Faust worker at work; then one broker of three is killed.

    It leads a partition that is written to, and coordinates both workers' groups.
    """
    folder, seen = tmp_path_factory.mktemp("stage"), Seen()
    with open_log(cluster) as log, silence("kafka"):
        # Who asks for the first group makes the topic of what groups commit.
        log.committed(STAGE, [RECEIVED.name])
        killed = cluster.coordinator(STAGE)
        stage = Stage(cluster, _group_at(cluster, killed), log, folder)
        stage.create()
        publish(stage, range(300))
        stage.start()
        try:
            with kernel_at_work(cluster, seen):
                with writing(log, RECEIVED.name, _keys(cluster)) as writers:
                    until(lambda: stage.count(stage.outputs) > 0, "Faust is at work")
                    until(lambda: len(seen.values) > 0, "the kernel is at work")
                    writers.go_on()
                    cluster.servers[killed].kill()
                    publish(stage, range(300, 600))
                    writers.go_on()
                until(lambda: _is_worked_off(log), "the kernel has done all")
                until(lambda: stage.lag() == 0, "Faust has done all")
            yield Story(killed, log, writers, seen, stage)
        finally:
            stage.end()


def test_what_was_confirmed_is_there_once_though_its_leader_was_killed(
    cluster: KafkaCluster, story: Story
) -> None:
    story.writers.check(read_all(story.log, RECEIVED))
    assert story.killed not in cluster.leaders(RECEIVED.name).values()
    assert cluster.in_sync(RECEIVED.name) == cluster.servers.keys() - {story.killed}


def test_a_worker_loses_nothing_when_the_coordinator_of_its_group_is_killed(
    cluster: KafkaCluster, story: Story
) -> None:
    assert story.writers.confirmed.keys() <= set(story.seen.values)
    assert cluster.coordinator(STAGE) != story.killed


def test_the_faust_worker_loses_nothing_when_its_coordinator_is_killed(
    story: Story,
) -> None:
    check_nothing_is_lost(story.stage)
    (worker,) = story.stage.running
    assert worker.poll() is None


def test_with_fewer_copies_than_asked_nothing_is_taken_until_there_are_enough(
    cluster: KafkaCluster, story: Story
) -> None:
    assert story.killed not in cluster.in_sync(STRICT.name)
    with open_log(cluster, IMPATIENT) as log, pytest.raises(OutcomeUnknown):
        log.append([NewRecord(STRICT.name, "case", b"refused")])
    assert read_all(story.log, STRICT) == []
    _make_lenient(cluster)
    story.log.append([NewRecord(STRICT.name, "case", b"taken")])
    (found,) = read_all(story.log, STRICT)
    assert found.value == b"taken"


def test_while_two_of_three_are_away_nothing_is_confirmed_and_then_all_goes_on(
    cluster: KafkaCluster, measured: Callable[[str], None]
) -> None:
    _, *others = [one for one in cluster.servers.values() if one.process is not None]
    with (
        open_log(cluster, IMPATIENT) as log,
        writing(log, SHORT.name, _keys(cluster, SHORT)) as writers,
    ):
        writers.go_on(5)
        for server in others:
            server.kill()
        writers.fail()
        confirmed = len(writers.confirmed)
        writers.fail()
        assert len(writers.confirmed) == confirmed
        others[-1].start()
        took_s = writers.go_on()
        writers.stop.set()
    measured(f"two of three brokers: writing {took_s:.1f} s after one is back")
    with open_log(cluster) as log:
        writers.check(read_all(log, SHORT))


@contextmanager
def silence(logger: str) -> Iterator[None]:
    """Without its lines: records of errors would keep frames, and those sockets."""
    quiet = logging.getLogger(logger)
    quiet.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        quiet.setLevel(logging.NOTSET)
        gc.collect()


def _keys(cluster: KafkaCluster, topic: Topic = RECEIVED) -> list[str]:
    """For each broker that leads anything, a key of a partition that it leads."""
    leaders = cluster.leaders(topic.name)
    keys: dict[int, str] = {}
    for number in range(1_000):
        key = f"case-{number}"
        keys.setdefault(leaders[partition_of(key, topic.partitions)], key)
    return list(keys.values())


def _group_at(cluster: KafkaCluster, broker: int) -> str:
    """A name for a group that this broker coordinates."""
    names = (f"copied-{number}" for number in count())
    return next(name for name in names if cluster.coordinator(name) == broker)


def _is_worked_off(log: KafkaLog) -> bool:
    try:
        committed = log.committed(STAGE, [RECEIVED.name])
        bounds = log.bounds([RECEIVED.name])
    except DependencyDown:
        return False
    return all(committed.get(source, 0) == end for source, (_, end) in bounds.items())


def _make_strict(cluster: KafkaCluster) -> None:
    """A topic where nothing is confirmed that not all brokers have."""
    settings = {
        "num_partitions": STRICT.partitions,
        "replication_factor": SIZE,
        "configs": {COPIES: str(SIZE)},
    }
    cluster.asked(
        lambda admin: admin.create_topics(
            {STRICT.name: settings}, wait_for_metadata=True
        )
    )


def _make_lenient(cluster: KafkaCluster) -> None:
    """As other topics are: one broker may be away."""
    setting = {COPIES: str(SIZE - 1)}
    resource = ConfigResource(ConfigResourceType.TOPIC, STRICT.name, setting)
    cluster.asked(lambda admin: admin.alter_configs([resource]))
