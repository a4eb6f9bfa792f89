"""Faust's messages become records; what the producer says becomes one of our errors."""

import asyncio
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from aiokafka.errors import (  # type: ignore[import-untyped]  # ships no types
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    TopicAuthorizationFailedError,
)

from schemas.topics import RECORD_BYTES_MAX
from services.enrich.faust_plain import ProducerSendError
from services.enrich.faust_records import FaustAppender, record_of
from tests.unit.services.enrich.faust_fakes import FakeApp, FakeMessage
from tocsin.errors import DependencyDown, Halt, OutcomeUnknown, Reject
from tocsin.log.base import NewRecord, Record


def appended(app: FakeApp, *records: NewRecord) -> None:
    async def main() -> None:
        appender = FaustAppender(cast("Any", app), asyncio.get_running_loop())
        await asyncio.to_thread(appender.append, records)

    asyncio.run(main())


def refused(cause: Exception) -> ProducerSendError:
    error = ProducerSendError("Error while sending")
    error.__cause__ = cause
    return error


def test_a_message_becomes_a_record() -> None:
    message = FakeMessage(7, headers=[("ce_id", "é".encode())])
    assert record_of(cast("Any", message)) == Record(
        topic="allegations.received",
        partition=0,
        offset=7,
        key="case",
        value=b"value",
        headers={"ce_id": "é"},
        time=datetime(2026, 3, 1, 12, 0, tzinfo=UTC),
    )


@pytest.mark.parametrize("headers", [None, {}, [], [("h", None)], {"h": b"\xff"}])
def test_any_message_becomes_a_record(headers: object) -> None:
    message = FakeMessage(0, key=b"\xff", value=None, headers=headers)
    record = record_of(cast("Any", message))
    assert (record.key, record.value) == ("\ufffd", None)
    assert set(record.headers.values()) <= {"", "\ufffd"}


def test_records_are_sent_in_order_with_their_headers() -> None:
    app = FakeApp()
    appended(
        app, NewRecord("out", "a", b"1", {"ce_id": "é"}), NewRecord("out", "b", b"2")
    )
    assert app.sent == [(b"a", b"1", {"ce_id": "é".encode()}), (b"b", b"2", {})]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (KafkaTimeoutError(), OutcomeUnknown),
        (MessageSizeTooLargeError(), Reject),
        (TopicAuthorizationFailedError(), Halt),
    ],
)
def test_errors_of_both_steps_are_translated(
    error: Exception, expected: type[Exception]
) -> None:
    with pytest.raises(expected):
        appended(FakeApp(refuses=refused(error)), NewRecord("out", "a", b"1"))
    with pytest.raises(expected):
        appended(FakeApp(fails=error), NewRecord("out", "a", b"1"))


def test_a_producer_that_is_not_there_is_a_dependency_down() -> None:
    with pytest.raises(DependencyDown):
        appended(
            FakeApp(refuses=ProducerSendError("not started")),
            NewRecord("out", "a", b""),
        )


def test_a_record_that_no_topic_takes_is_not_sent() -> None:
    app = FakeApp()
    with pytest.raises(Reject):
        appended(app, NewRecord("out", "a", bytes(RECORD_BYTES_MAX)))
    assert app.sent == []
