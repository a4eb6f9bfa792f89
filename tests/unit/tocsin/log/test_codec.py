import json
from datetime import UTC, datetime

import pytest

from schemas.events import Event
from schemas.topics import ENRICHED, RECEIVED, TOPICS, Topic
from tests.builders import CASE, NARRATIVE, dead_lettered, enriched, received
from tocsin.errors import Reject
from tocsin.log import NewRecord, Record, decode, encode

NOW = datetime(2026, 3, 14, tzinfo=UTC)


def stored(record: NewRecord) -> Record:
    return Record(record.topic, 0, 0, record.key, record.value, record.headers, NOW)


def changed(**fields: object) -> Record:
    made = {
        "topic": RECEIVED.name,
        "partition": 0,
        "offset": 0,
        "key": CASE,
        "value": encode(received(), RECEIVED).value,
        "headers": encode(received(), RECEIVED).headers,
        "time": NOW,
    }
    return Record(**(made | fields))  # type: ignore[arg-type]  # built by keyword


@pytest.mark.parametrize(
    ("event", "topic"),
    [
        (received(evidence=[{"text": "é 字 🧵"}]), RECEIVED),
        (enriched(), ENRICHED),
        (dead_lettered(), TOPICS[RECEIVED.dead_letters]),
    ],
    ids=["received", "enriched", "dead-lettered"],
)
def test_an_event_comes_back_as_it_was(event: Event, topic: Topic) -> None:
    assert decode(stored(encode(event, topic))) == event


def test_attributes_travel_as_cloudevents_headers_and_not_in_the_value() -> None:
    record = encode(received(), RECEIVED)
    assert record.key == CASE
    assert record.headers["ce_type"] == "tocsin.allegation.received"
    assert record.headers["ce_dataschema"] == "tocsin.allegation.received/v1"
    assert record.headers["ce_time"] == "2026-03-14T09:26:53+00:00"
    assert set(json.loads(record.value or b"")) == {
        "channel",
        "allegation",
        "anonymous",
    }


def test_a_field_of_a_newer_writer_is_ignored() -> None:
    data = json.loads(changed().value or b"")
    data |= {"new": 1, "allegation": data["allegation"] | {"newer": 2}}
    assert decode(changed(value=json.dumps(data).encode())) == received()


def test_an_event_does_not_go_into_a_topic_of_others() -> None:
    with pytest.raises(ValueError, match="does not carry"):
        encode(received(), ENRICHED)


DEEP = b'{"a":' * 100_000 + b"1" + b"}" * 100_000


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (changed(topic="elsewhere"), "unknown_topic"),
        (changed(value=None), "tombstone"),
        (changed(value=b"\xff\xfe{"), "not_json"),
        (changed(value=b"[1]"), "not_json"),
        (changed(value=DEEP), "not_json"),
        (changed(value=b"{}"), "invalid_event"),
        (changed(headers={}), "unknown_event"),
        (changed(key="another"), "wrong_key"),
        (
            changed(
                headers={
                    **changed().headers,
                    "ce_dataschema": "tocsin.allegation.received/v2",
                }
            ),
            "unknown_version",
        ),
    ],
    ids=[
        "unknown topic",
        "no value",
        "not UTF-8",
        "a list",
        "nested too deeply",
        "fields missing",
        "no headers",
        "another key",
        "a later version",
    ],
)
def test_a_record_that_can_never_be_read_says_why(record: Record, reason: str) -> None:
    with pytest.raises(Reject) as caught:
        decode(record)
    assert caught.value.reason == reason


def test_the_reason_does_not_quote_the_allegation() -> None:
    value = json.dumps({"channel": "api", "allegation": {"narrative": [NARRATIVE]}})
    with pytest.raises(Reject) as caught:
        decode(changed(value=value.encode()))
    assert "passports" not in str(caught.value)
