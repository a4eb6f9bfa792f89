"""What the Kafka log does when the broker fails, on a real broker."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from kafka import KafkaAdminClient, KafkaProducer
from kafka import TopicPartition as KafkaPartition
from kafka.admin import ConfigResource, ConfigResourceType

from schemas.topics import Topic
from tests.contract.log_under_test import (
    commit_all,
    new_topic,
    numbered,
    poll_together,
    read_all,
    read_on,
    until,
    values,
)
from tests.engines.engines import Engines
from tocsin.errors import DependencyDown, Halt, OutcomeUnknown, Reject
from tocsin.log import NewRecord, Record, TopicPartition
from tocsin.log.base import GroupReader
from tocsin.log.kafka import KafkaLog

pytestmark = [
    pytest.mark.live,
    pytest.mark.filterwarnings("ignore:unclosed <socket"),
    pytest.mark.usefixtures("collected"),
]


@pytest.fixture
def log(engines: Engines) -> Iterator[KafkaLog]:
    with KafkaLog(engines.bootstrap, client_id="test") as log:
        yield log


@pytest.fixture
def topic(log: KafkaLog) -> Topic:
    topic = new_topic()
    log.apply([topic])
    return topic


def test_an_append_that_is_not_confirmed_has_an_unknown_outcome(
    engines: Engines, log: KafkaLog, topic: Topic
) -> None:
    limit = timedelta(seconds=3)
    with KafkaLog(
        engines.bootstrap, client_id="test", delivery_limit=limit
    ) as impatient:
        impatient.append(numbered(topic, 1, key="case"))
        engines.kafka.freeze()
        try:
            with pytest.raises(OutcomeUnknown):
                impatient.append(numbered(topic, 1, key="case"))
        finally:
            engines.kafka.thaw()
        until(lambda: _is_appended(impatient, topic, b"7"))

    assert 7 in values(read_all(log, topic))


def test_what_was_confirmed_survives_a_killed_broker(
    engines: Engines, log: KafkaLog, topic: Topic
) -> None:
    confirmed: list[int] = []

    def append(number: int) -> None:
        if _is_appended(log, topic, str(number).encode()):
            confirmed.append(number)

    with ThreadPoolExecutor(4) as pool:
        writing = [pool.submit(append, number) for number in range(400)]
        until(lambda: len(confirmed) > 50)
        engines.kafka.kill()
        engines.kafka.start()
        for write in writing:
            write.result()

    found = values(read_all(log, topic))
    assert set(confirmed) <= set(found)
    assert set(found) <= set(range(400))


def test_a_reader_goes_on_after_a_killed_broker(
    engines: Engines, log: KafkaLog, topic: Topic
) -> None:
    log.append(numbered(topic, 5, key="case"))
    with log.join(topic.name, [topic.name], member="one") as reader:
        commit_all(reader, read_on(reader, 5))
        engines.kafka.kill()
        engines.kafka.start()
        until(lambda: _is_appended(log, topic, b"5"))
        assert values(read_on(reader, 1))[0] == 5
    until(lambda: _has_committed(log, topic, 5))


def test_what_a_member_keeps_over_a_rebalance_is_read_again_from_the_commit(
    engines: Engines, log: KafkaLog, topic: Topic
) -> None:
    log.append(numbered(topic, 10, key="case"))
    with log.join(topic.name, [topic.name], member="one") as one:
        commit_all(one, read_on(one, 10)[:4])
        kept = TopicPartition(topic.name, 1)
        before = one.assignment()[kept]
        again: list[Record] = []

        def are_read_again(readers: Sequence[GroupReader]) -> bool:
            again.extend(poll_together(readers))
            return len(one.assignment()) == 2 and len(again) == 6

        with (
            KafkaLog(engines.bootstrap, client_id="test") as other,
            other.join(topic.name, [topic.name], member="two") as two,
        ):
            until(lambda: are_read_again([one, two]))
        assert one.assignment()[kept] > before
    assert values(again) == [4, 5, 6, 7, 8, 9]


def test_records_that_are_gone_unread_halt_the_reader(
    engines: Engines, log: KafkaLog, topic: Topic
) -> None:
    log.append(numbered(topic, 5, key="case"))
    with log.join(topic.name, [topic.name], member="one") as reader:
        commit_all(reader, read_on(reader, 5)[:1])
    with KafkaAdminClient(bootstrap_servers=engines.bootstrap) as admin:
        admin.delete_records({KafkaPartition(topic.name, 1): 3})

    with (
        log.join(topic.name, [topic.name], member="one") as reader,
        pytest.raises(Halt, match="records that were not read are gone"),
    ):
        read_on(reader, 1)
    assert log.bounds([topic.name])[TopicPartition(topic.name, 1)] == (3, 5)


def test_a_group_without_commits_starts_at_the_oldest_record_left(
    engines: Engines, log: KafkaLog, topic: Topic
) -> None:
    log.append(numbered(topic, 5, key="case"))
    with KafkaAdminClient(bootstrap_servers=engines.bootstrap) as admin:
        admin.delete_records({KafkaPartition(topic.name, 1): 3})

    with log.join(topic.name, [topic.name], member="one") as reader:
        assert values(read_on(reader, 2)) == [3, 4]
    assert values(read_all(log, topic)) == [3, 4]


def test_a_record_that_the_broker_finds_too_large_is_refused_alone(
    engines: Engines, log: KafkaLog, topic: Topic
) -> None:
    name = f"{topic.name}.small"
    with KafkaAdminClient(bootstrap_servers=engines.bootstrap) as admin:
        settings = {
            "configs": {"max.message.bytes": "1000", "compression.type": "uncompressed"}
        }
        admin.create_topics({name: settings}, wait_for_metadata=True)

    log.append([NewRecord(name, "case", b"1")])
    with pytest.raises(Reject) as caught:
        log.append([NewRecord(name, "case", b"x" * 5000)])
    assert caught.value.reason == "too_large"
    log.append([NewRecord(name, "case", b"2")])
    log.append(numbered(topic, 3, key="case"))
    assert values(read_all(log, topic)) == [0, 1, 2]
    assert values(read_all(log, replace(topic, name=name))) == [1, 2]


@pytest.mark.parametrize("hours", [2, -2])
def test_the_time_of_a_record_is_when_the_log_took_it_whatever_its_writer_says(
    engines: Engines, log: KafkaLog, topic: Topic, hours: int
) -> None:
    wrong = datetime.now(UTC) + timedelta(hours=hours)
    with KafkaProducer(bootstrap_servers=engines.bootstrap) as producer:
        said_ms = int(wrong.timestamp() * 1000)
        producer.send(topic.name, b"1", partition=0, timestamp_ms=said_ms).get(30)

    (record,) = read_all(log, topic)
    assert abs(record.time - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_topic_is_kept_for_ever(engines: Engines, log: KafkaLog) -> None:
    topic = Topic(new_topic().name, (), cleanup="compact", partitions=1)
    log.apply([topic])

    with KafkaAdminClient(bootstrap_servers=engines.bootstrap) as admin:
        resource = ConfigResource(ConfigResourceType.TOPIC, topic.name)
        described = admin.describe_configs([resource])["topic"][topic.name]
    told = {name: entry["value"] for name, entry in described.items()}
    assert (
        told
        | {
            "cleanup.policy": "compact",
            "retention.ms": "-1",
            "max.message.bytes": "8454144",
            "message.timestamp.type": "LogAppendTime",
        }
        == told
    )


def _is_appended(log: KafkaLog, topic: Topic, value: bytes) -> bool:
    try:
        log.append([NewRecord(topic.name, "case", value)])
    except DependencyDown:
        return False
    return True


def _has_committed(log: KafkaLog, topic: Topic, offset: int) -> bool:
    try:
        committed = log.committed(topic.name, [topic.name])
    except DependencyDown:
        return False
    return committed == {TopicPartition(topic.name, 1): offset}
