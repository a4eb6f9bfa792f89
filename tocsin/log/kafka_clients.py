"""Kafka's clients, made when they are first needed and shared by all threads."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.errors import KafkaError
from kafka.net.compat import KafkaNetClient

from schemas.topics import RECORD_BYTES_MAX
from tocsin.log import kafka_recovery
from tocsin.log.kafka_errors import translated

OVERHEAD_BYTES = 64 * 1024
"""What the batch around one record takes at most: its header, the record's own fields,
and what zstd adds to bytes that do not compress (1 in 256)."""

BATCH_BYTES_MAX = RECORD_BYTES_MAX + OVERHEAD_BYTES
"""`max.message.bytes` of every topic; Kafka means a batch by it."""

IN_FLIGHT_MAX = 5
"""The most with which an idempotent producer still keeps the order (KIP-98)."""

LINGER_MS = 5
"""Reports come one by one from many senders. Sent in company they cost half: measured
with 16 threads and 150 appends a second, 0.62 ms of CPU time each in the sender and
0.35 in the broker at 0 ms, 0.34 and 0.20 at 5 ms. Who sends alone waits 5 ms longer."""

_BATCH_BYTES = 128 * 1024
_ANSWER_MS = 10_000
_MILLISECOND = timedelta(milliseconds=1)
_RECONNECT_MS_MAX = 1_000
"""A broker that restarts is noticed within this; the default would be 30 s."""

_METADATA_MS_MAX = 60_000
"""How long a moved partition can be looked for in the wrong place without an error."""


@dataclass(frozen=True)
class Address:
    """Where the brokers are, and how to speak to them.

    Attributes:
        bootstrap: host:port, several with commas.
        client_id: shows in the brokers' logs.
        security: settings of kafka-python such as `security_protocol`, `ssl_cafile`,
            `sasl_mechanism`.
        delivery_limit: how long an append may take in all; more than a second, since
            a fetch waits for half of one.
    """

    bootstrap: str
    client_id: str
    security: Mapping[str, Any]
    delivery_limit: timedelta

    def common(self) -> dict[str, Any]:
        """Settings of every client."""
        # A record may linger and then wait for an answer before its delivery ends.
        answer_ms = min(_ANSWER_MS, self.delivery_limit // _MILLISECOND - LINGER_MS - 1)
        return {
            "bootstrap_servers": self.bootstrap.split(","),
            "client_id": self.client_id,
            "request_timeout_ms": answer_ms,
            "bootstrap_timeout_ms": answer_ms,
            "reconnect_backoff_max_ms": _RECONNECT_MS_MAX,
            "metadata_max_age_ms": _METADATA_MS_MAX,
            **self.security,
        }

    def consumer(self, **settings: Any) -> KafkaConsumer:  # noqa: ANN401 -- Kafka's own
        """A new consumer that neither commits nor skips by itself.

        Raises:
            DependencyDown: no broker answers.
        """
        with translated():
            return _connected(
                KafkaConsumer,
                **self.common(),
                enable_auto_commit=False,
                # Never jump silently over records that are gone.
                auto_offset_reset="none",
                allow_auto_create_topics=False,
                metrics_enabled=False,
                **settings,
            )


@dataclass
class Clients:
    """One producer, one admin and one consumer without a group."""

    address: Address
    lock: threading.RLock = field(default_factory=threading.RLock)
    _admin_lock: threading.Lock = field(default_factory=threading.Lock)
    _producer: KafkaProducer | None = None
    _admin: KafkaAdminClient | None = None
    _consumer: KafkaConsumer | None = None

    def producer(self) -> KafkaProducer:
        """The producer. Safe from many threads.

        Raises:
            DependencyDown: no broker answers.
        """
        with self.lock, translated():
            if self._producer is None:
                limit_ms = self.address.delivery_limit // _MILLISECOND
                self._producer = _connected(
                    KafkaProducer,
                    **self.address.common(),
                    acks="all",
                    # Explicit, so that a conflicting setting raises (KIP-679).
                    enable_idempotence=True,
                    max_in_flight_requests_per_connection=IN_FLIGHT_MAX,
                    delivery_timeout_ms=limit_ms,
                    max_block_ms=limit_ms,
                    linger_ms=LINGER_MS,
                    batch_size=_BATCH_BYTES,
                    compression_type="zstd",
                    max_request_size=BATCH_BYTES_MAX,
                    allow_auto_create_topics=False,
                    metrics_enabled=False,
                )
                kafka_recovery.outlive_failures(self._producer)
            return self._producer

    def give_up(self) -> None:
        """Forget what the producer could not send: it would keep it for ever."""
        with self.lock:
            if self._producer is not None:
                kafka_recovery.give_up(self._producer)

    @contextmanager
    def admin(self) -> Iterator[KafkaAdminClient]:
        """The admin client, for one thread at a time: it refuses many requests at once.

        Raises:
            DependencyDown: no broker answers.
            Halt: no right to do this.
        """
        with self._admin_lock, translated():
            if self._admin is None:
                self._admin = _connected(KafkaAdminClient, **self.address.common())
            try:
                yield self._admin
            except KafkaError:
                # It never forgets which broker coordinated a group: a new one asks.
                self._admin.close()
                self._admin = None
                raise

    def consumer(self) -> KafkaConsumer:
        """The consumer without a group. Use it only while holding `lock`.

        Raises:
            DependencyDown: no broker answers.
        """
        if self._consumer is None:
            self._consumer = self.address.consumer(group_id=None)
        return self._consumer

    def close(self) -> None:
        """Send what was accepted and let go of all connections."""
        with self.lock:
            if self._producer is not None:
                limit_s = self.address.delivery_limit.total_seconds()
                kafka_recovery.close(self._producer, limit_s)
            for client in (self._admin, self._consumer):
                if client is not None:
                    client.close()
            self._producer = self._admin = self._consumer = None


def _connected(make: Callable[..., Any], **settings: Any) -> Any:  # noqa: ANN401 -- Kafka's own
    """A client of kafka-python, or its error and nothing else.

    When no broker answers, its constructors raise and leave a thread and four open
    files behind; a service that asks every few seconds would run out of them.
    """
    nets: list[KafkaNetClient] = []

    def net(**configs: Any) -> KafkaNetClient:  # noqa: ANN401 -- Kafka's own
        nets.append(KafkaNetClient(**configs))
        return nets[-1]

    try:
        return make(**settings, kafka_client=net)
    except KafkaError:
        for one in nets:
            one.close()
        raise
