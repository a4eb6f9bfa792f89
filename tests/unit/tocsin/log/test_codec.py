import json
from datetime import UTC, datetime

import pytest

from schemas.events import Event
from schemas.topics import ENRICHED, RECEIVED, TOPICS, Topic
from tests.builders import CASE, NARRATIVE, dead_lettered, enriched, received
from tocsin.errors import Reject
from tocsin.log import NewRecord, Record, decode, encode
from tocsin.log.sealing import open_value, seal_record
from tocsin.sealed import DataKey

NOW = datetime(2026, 3, 14, tzinfo=UTC)
KEY = DataKey("00" * 16, CASE, bytes(range(32)))
OTHER_KEY = DataKey("00" * 16, CASE, bytes(32))
OTHER_CASE = DataKey("00" * 16, "another", bytes(range(32)))


def stored(record: NewRecord) -> Record:
    return Record(record.topic, 0, 0, record.key, record.value, record.headers, NOW)


def changed(**fields: object) -> Record:
    """The record of an allegation after somebody laid hands on it."""
    record = encode(received(), RECEIVED, KEY)
    made = {
        "topic": RECEIVED.name,
        "partition": 0,
        "offset": 0,
        "key": CASE,
        "value": record.value,
        "headers": record.headers,
        "time": NOW,
    }
    return Record(**(made | fields))  # type: ignore[arg-type]  # built by keyword


def holding(value: bytes) -> Record:
    """A record with another value, sealed as it must be."""
    headers = encode(received(), RECEIVED, KEY).headers
    return stored(seal_record(NewRecord(RECEIVED.name, CASE, value, headers), KEY))


def with_headers(**headers: str) -> Record:
    return changed(headers={**changed().headers, **headers})


@pytest.mark.parametrize(
    ("event", "topic", "key"),
    [
        (received(evidence=[{"text": "é 字 🧵"}]), RECEIVED, KEY),
        (enriched(), ENRICHED, KEY),
        (dead_lettered(), TOPICS[RECEIVED.dead_letters], None),
    ],
    ids=["received", "enriched", "dead-lettered"],
)
def test_an_event_comes_back_as_it_was(
    event: Event, topic: Topic, key: DataKey | None
) -> None:
    assert decode(stored(encode(event, topic, key)), key) == event


def test_attributes_travel_as_cloudevents_headers_and_not_in_the_value() -> None:
    record = encode(received(), RECEIVED, KEY)
    assert record.key == CASE
    assert record.headers["ce_type"] == "tocsin.allegation.received"
    assert record.headers["ce_dataschema"] == "tocsin.allegation.received/v1"
    assert record.headers["ce_time"] == "2026-03-14T09:26:53+00:00"
    assert set(json.loads(open_value(stored(record), KEY))) == {
        "channel",
        "allegation",
        "anonymous",
    }


def test_the_data_is_ciphertext_and_never_twice_the_same() -> None:
    one, two = (encode(received(), RECEIVED, KEY) for _ in range(2))
    assert one.headers["tocsin-sealed"] == "aes256gcm/1"
    assert one.headers["tocsin-key"] == KEY.id
    assert b"passports" not in (one.value or b"")
    assert one.value != two.value


def test_dead_letters_stay_in_clear() -> None:
    record = encode(dead_lettered(), TOPICS[RECEIVED.dead_letters])
    assert json.loads(record.value or b"")["reason"] == "text_crashed"
    assert "tocsin-sealed" not in record.headers


def test_a_field_of_a_newer_writer_is_ignored() -> None:
    data = json.loads(open_value(changed(), KEY))
    data |= {"new": 1, "allegation": data["allegation"] | {"newer": 2}}
    assert decode(holding(json.dumps(data).encode()), KEY) == received()


def test_a_replay_may_add_headers_of_its_own() -> None:
    assert decode(with_headers(**{"tocsin-replays": "1"}), KEY) == received()


def test_an_event_does_not_go_into_a_topic_of_others() -> None:
    with pytest.raises(ValueError, match="does not carry"):
        encode(received(), ENRICHED, KEY)


def test_nothing_goes_into_a_sealed_topic_in_clear() -> None:
    with pytest.raises(ValueError, match=r"allegations\.received is sealed"):
        encode(received(), RECEIVED)


def test_an_event_is_not_sealed_with_the_key_of_another_case() -> None:
    with pytest.raises(ValueError, match="another case"):
        encode(received(), RECEIVED, OTHER_CASE)


DEEP = b'{"a":' * 100_000 + b"1" + b"}" * 100_000


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (changed(topic="elsewhere"), "unknown_topic"),
        (changed(value=None), "tombstone"),
        (holding(b"\xff\xfe{"), "not_json"),
        (holding(b"[1]"), "not_json"),
        (holding(DEEP), "not_json"),
        (holding(b"{}"), "invalid_event"),
        (changed(headers={}), "unknown_event"),
        (changed(key="another"), "wrong_key"),
        (
            with_headers(ce_dataschema="tocsin.allegation.received/v2"),
            "unknown_version",
        ),
        (changed(value=b'{"channel": "api"}'), "not_authentic"),
        (changed(value=b""), "not_authentic"),
        (with_headers(ce_id="another"), "not_authentic"),
        (with_headers(ce_time="2027-01-01T00:00:00+00:00"), "not_authentic"),
        (with_headers(**{"tocsin-sealed": "none"}), "not_sealed"),
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
        "in clear",
        "empty",
        "another id",
        "another time",
        "another scheme",
    ],
)
def test_a_record_that_can_never_be_read_says_why(record: Record, reason: str) -> None:
    with pytest.raises(Reject) as caught:
        decode(record, KEY)
    assert caught.value.reason == reason


def test_another_secret_opens_nothing() -> None:
    with pytest.raises(Reject, match="not_authentic"):
        decode(changed(), OTHER_KEY)


def test_the_reason_does_not_quote_the_allegation() -> None:
    value = json.dumps({"channel": "api", "allegation": {"narrative": [NARRATIVE]}})
    with pytest.raises(Reject) as caught:
        decode(holding(value.encode()), KEY)
    assert "passports" not in str(caught.value)
