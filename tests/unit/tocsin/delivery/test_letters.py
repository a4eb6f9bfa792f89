"""A letter points at the record and can always be written."""

from dataclasses import replace

import pytest

from schemas.events import DeadLettered
from tests.unit.tocsin.delivery.records import TIME, record
from tocsin.delivery.letters import Letter, LetterWriter
from tocsin.delivery.outcome import Dead
from tocsin.log.base import NewRecord, Record
from tocsin.log.codec import decode

WRITER = LetterWriter("enrich", "0.1.0")
CASE = "abcdefghij2345672345"


def letter(source: Record, message: str = "ValueError") -> NewRecord:
    return WRITER.record(Letter(source, Dead("not_json", message), attempt=2), TIME)


def read(written: NewRecord) -> DeadLettered:
    event = decode(
        Record(
            topic=written.topic,
            partition=0,
            offset=0,
            key=written.key,
            value=written.value,
            headers=written.headers,
            time=TIME,
        )
    )
    assert isinstance(event, DeadLettered)
    return event


def test_a_letter_says_where_what_who_and_how_often() -> None:
    source = replace(
        record(7, partition=3, key=CASE),
        headers={"ce_id": "e1", "traceparent": f"00-{'a' * 32}-{'b' * 16}-01"},
    )
    written = letter(source)
    event = read(written)
    assert written.topic == "allegations.received.dead-letters"
    assert written.key == CASE
    assert (event.topic, event.partition, event.offset) == (
        "allegations.received",
        3,
        7,
    )
    assert (event.stage, event.attempt, event.code_version) == ("enrich", 2, "0.1.0")
    assert (event.reason, event.message) == ("not_json", "ValueError")
    assert event.event_id == "e1"
    assert event.traceparent == f"00-{'a' * 32}-{'b' * 16}-01"
    assert event.time == TIME


def test_a_letter_holds_nothing_of_the_value() -> None:
    written = letter(replace(record(7, key=CASE), value=b"they took our passports"))
    assert written.value is not None
    assert b"passports" not in written.value


def test_the_same_record_gives_the_same_letter() -> None:
    assert read(letter(record(7))).id == read(letter(record(7))).id
    assert read(letter(record(7))).id != read(letter(record(8))).id


@pytest.mark.parametrize("key", ["", "  ", "\0", "\ud800", "\n\x85"])
def test_a_record_without_a_usable_key_still_gets_its_letter(key: str) -> None:
    event = read(letter(record(7, key=key)))
    assert event.case_id == event.id


@pytest.mark.parametrize("text", ["", "x" * 10_000, "two\nlines\0", "\udfff"])
def test_no_message_keeps_a_letter_from_being_written(text: str) -> None:
    source = replace(record(7), headers={"ce_id": text, "traceparent": text})
    event = read(letter(source, message=text))
    assert len(event.message) <= 500
    assert "\n" not in event.message
    assert event.traceparent is None


def test_a_letter_that_cannot_be_read_gets_its_letter_in_the_same_topic() -> None:
    source = replace(record(7), topic="allegations.received.dead-letters")
    assert letter(source).topic == "allegations.received.dead-letters"
