"""Kafka's records and partitions as Tocsin's, and the other way."""

from datetime import UTC, datetime, timedelta

from kafka import TopicPartition as KafkaPartition
from kafka.consumer.fetcher import ConsumerRecord

from tocsin.log.base import Record, TopicPartition

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def record_of(found: ConsumerRecord) -> Record:
    """A record as it was read; readable whatever its bytes are."""
    return _record(found, found.value)


def heading_of(found: ConsumerRecord) -> Record:
    """A record without its value."""
    return _record(found, None)


def _record(found: ConsumerRecord, value: bytes | None) -> Record:
    return Record(
        topic=found.topic,
        partition=found.partition,
        offset=found.offset,
        key=_text(found.key),
        value=value,
        headers={name: _text(value) for name, value in found.headers},
        time=_EPOCH + timedelta(milliseconds=found.timestamp),
    )


def to_kafka(partition: TopicPartition) -> KafkaPartition:
    """Kafka's name of a partition."""
    return KafkaPartition(*partition)


def from_kafka(partition: KafkaPartition) -> TopicPartition:
    """Our name of a partition."""
    return TopicPartition(partition.topic, partition.partition)


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode(errors="replace")
