"""Faust's messages to records of the log, and records to Faust's producer."""

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime

from aiokafka.errors import (  # type: ignore[import-untyped]  # ships no types
    KafkaConnectionError,
    KafkaError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
)

from services.enrich.faust_plain import AppT, Message, ProducerSendError, TopicT
from tocsin.errors import DependencyDown, Halt, OutcomeUnknown, Reject
from tocsin.log.base import NewRecord, Record
from tocsin.log.limits import check_sizes


def record_of(message: Message) -> Record:
    """The record of a raw message."""
    return Record(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        key=_text(message.key),
        value=message.value,
        headers={name: _text(value) for name, value in _pairs(message.headers)},
        time=datetime.fromtimestamp(message.timestamp or 0.0, UTC),
    )


def _pairs(headers: object) -> list[tuple[str, bytes]]:
    if isinstance(headers, Mapping):
        return list(headers.items())
    return list(headers) if isinstance(headers, list | tuple) else []


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode("utf-8", errors="replace")


class FaustAppender:
    """Appends through the app's producer, from any thread but the app's own."""

    def __init__(self, app: AppT, loop: asyncio.AbstractEventLoop) -> None:
        """Send from this loop."""
        self._app = app
        self._loop = loop
        self._topics: dict[str, TopicT] = {}

    def append(self, records: Sequence[NewRecord]) -> None:
        """Return when the brokers have confirmed every record.

        Raises:
            OutcomeUnknown: not confirmed in time.
            DependencyDown: not sent.
            Reject: a record is larger than the topic takes.
            Halt: it will never be sent (rights, a topic that is not there).
        """
        check_sizes(records)
        sent: Future[None] = asyncio.run_coroutine_threadsafe(
            self._send(records), self._loop
        )
        try:
            sent.result()
        except ProducerSendError as exc:
            raise _translated(exc.__cause__ or exc) from exc
        except KafkaError as exc:
            raise _translated(exc) from exc

    async def _send(self, records: Sequence[NewRecord]) -> None:
        # Two awaits each: the first hands a record over, the second has the brokers'
        # word. Handing over all before waiting keeps the order and fills the requests.
        confirmations = [
            await self._topic(record.topic).send(
                key=record.key.encode(),
                value=record.value,
                headers={n: v.encode() for n, v in record.headers.items()},
            )
            for record in records
        ]
        for confirmation in confirmations:
            await confirmation

    def _topic(self, name: str) -> TopicT:
        if name not in self._topics:
            self._topics[name] = raw_topic(self._app, name)
        return self._topics[name]


def raw_topic(app: AppT, *names: str) -> TopicT:
    """Topics whose keys and values Faust leaves alone: decoding is ours.

    A value that Faust cannot decode would end the stream without an error (robinhood
    issue 586), or be skipped.
    """
    return app.topic(
        *names,
        key_type=bytes,
        value_type=bytes,
        key_serializer="raw",
        value_serializer="raw",
        allow_empty=True,
    )


def _translated(error: BaseException) -> Exception:
    if isinstance(error, MessageSizeTooLargeError):
        return Reject("record_too_large", "the log takes no record of this size")
    if isinstance(error, KafkaTimeoutError | KafkaConnectionError) or (
        isinstance(error, KafkaError) and error.retriable
    ):
        return OutcomeUnknown("log", type(error).__name__)
    if isinstance(error, KafkaError):
        return Halt(f"the log refuses for good: {type(error).__name__}")
    return DependencyDown("log", type(error).__name__)
