"""Appends to Kafka: every record's fate is known when an append returns."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from kafka.errors import KafkaError
from kafka.producer.future import FutureRecordMetadata

from tocsin.errors import DependencyDown, OutcomeUnknown, TocsinError
from tocsin.log.base import NewRecord, Position
from tocsin.log.kafka_clients import Clients
from tocsin.log.kafka_errors import NAME, of_writing
from tocsin.log.limits import record_bytes

UNACKED_BYTES_MAX = 64 * 1024 * 1024
"""kafka-python's buffer has no bound of its own: while brokers stall it would grow
until the process is killed."""

CHUNK_BYTES = 16 * 1024 * 1024
"""Of one append at a time, so that a large import leaves room for others."""

_FAREWELL = timedelta(seconds=2)
"""The producer gives up by itself; this is for its thread to say so. While it has no
id of the brokers it does not, and is told to."""

Routed = tuple[NewRecord, int]
"""A record and its partition."""


class KafkaWriter:
    """Sends records and waits for their confirmation."""

    def __init__(self, clients: Clients) -> None:
        """Nothing is connected yet."""
        self._clients = clients
        self._limit_s = clients.address.delivery_limit.total_seconds()
        self._budget = ByteBudget(UNACKED_BYTES_MAX)

    def append(self, records: Sequence[Routed]) -> list[Position]:
        """Append in order; see `EventLog.append`."""
        positions: list[Position] = []
        for chunk, size in _chunks(records):
            try:
                with self._budget.spend(size, timeout_s=self._limit_s):
                    positions += self._append_chunk(chunk)
            except DependencyDown as exc:
                if positions:
                    raise OutcomeUnknown(NAME, f"stored in part: {exc.why}") from exc
                raise
        return positions

    def _append_chunk(self, chunk: Sequence[Routed]) -> list[Position]:
        sent = self._send(chunk)
        positions: list[Position] = []
        failures: list[TocsinError] = []
        deadline_s = time.monotonic() + self._limit_s + _FAREWELL.total_seconds()
        for future in sent:
            try:
                found = future.get(max(0.0, deadline_s - time.monotonic()))
            except KafkaError as exc:
                if not future.is_done:
                    self._clients.give_up()
                failures.append(of_writing(exc))
            else:
                positions.append(Position(found.topic, found.partition, found.offset))
        if failures:
            raise _outcome(failures)
        return positions

    def _send(self, chunk: Sequence[Routed]) -> list[FutureRecordMetadata]:
        """Hand over to the producer, which sends in the background."""
        producer = self._clients.producer()
        sent: list[FutureRecordMetadata] = []
        try:
            for record, partition in chunk:
                headers = [
                    (name, value.encode()) for name, value in record.headers.items()
                ]
                sent.append(
                    producer.send(
                        record.topic,
                        value=record.value,
                        key=record.key.encode(),
                        headers=headers,
                        partition=partition,
                    )
                )
        except KafkaError as exc:
            if sent:
                raise OutcomeUnknown(NAME, type(exc).__name__) from exc
            raise DependencyDown(NAME, type(exc).__name__) from exc
        return sent


class ByteBudget:
    """Bytes that may wait for confirmation at once, shared by all threads."""

    def __init__(self, bytes_max: int) -> None:
        """All of it is free."""
        self._free = bytes_max
        self._changed = threading.Condition()

    @contextmanager
    def spend(self, size: int, *, timeout_s: float) -> Iterator[None]:
        """Hold that many bytes; waits for others to give theirs back.

        Raises:
            DependencyDown: they did not in time; nothing was sent.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: self._free >= size, timeout_s):
                raise DependencyDown(NAME, "too much is waiting to be confirmed")
            self._free -= size
        try:
            yield
        finally:
            with self._changed:
                self._free += size
                self._changed.notify_all()


def _chunks(records: Sequence[Routed]) -> Iterator[tuple[list[Routed], int]]:
    """Parts that stay near CHUNK_BYTES, each with its size."""
    chunk: list[Routed] = []
    size = 0
    for record, partition in records:
        chunk.append((record, partition))
        size += record_bytes(record)
        if size >= CHUNK_BYTES:
            yield chunk, size
            chunk, size = [], 0
    if chunk:
        yield chunk, size


def _outcome(failures: Sequence[TocsinError]) -> TocsinError:
    """One error for several: the one that retrying cannot mend, else the first."""
    for failure in failures:
        if not isinstance(failure, DependencyDown):
            return failure
    return failures[0]
