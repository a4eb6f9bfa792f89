"""Where an event becomes bytes and bytes become an event. The only such place.

CloudEvents 1.0, Kafka binding, binary mode: attributes are headers, data is the value.
The data of most topics is sealed under a key of the case; attributes and key of the
record stay in clear and are bound to it (docs/decisions/0016-sealed-by-case.md).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from schemas.events import Event
from schemas.topics import TOPICS, Topic
from tocsin.case_keys import KeyRing
from tocsin.errors import Reject
from tocsin.log.base import NewRecord, Record
from tocsin.log.sealing import KEY_HEADER, open_value, seal_record
from tocsin.sealed import DataKey

SPEC_VERSION = "1.0"
CONTENT_TYPE = "application/json"
PROBLEMS_MAX = 3
"""Enough of a validation error to find the writer's bug; the rest is repetition."""


def schema_name(event: type[Event]) -> str:
    """The `dataschema` attribute, for instance tocsin.allegation.received/v1."""
    return f"{event.TYPE}/v{event.VERSION}"


@dataclass(frozen=True, slots=True)
class Codec:
    """Events to records and back, with the keys of their cases. Thread-safe."""

    keys: KeyRing

    def prepare(self, records: Iterable[Record]) -> None:
        """Fetch the keys of a batch with one look at the database.

        Raises:
            DependencyDown: the database does not answer.
            Halt: a key cannot be unwrapped.
        """
        ids = (record.headers.get(KEY_HEADER) for record in records)
        self.keys.fetch(id for id in ids if id)

    def encode(self, event: Event, topic: Topic) -> NewRecord:
        """The record of an event of a case that there is.

        Raises:
            Erased: the case was erased.
            Reject: `unknown_case`: it has no key.
            DependencyDown: the database does not answer.
            ValueError: the topic does not carry this type of event; a bug of ours.
        """
        key = self.keys.key_of(event.case_id) if topic.is_sealed else None
        return encode(event, topic, key)

    def decode(self, record: Record) -> Event:
        """The event of a record; fields that we do not know are ignored.

        Raises:
            Erased: its case was erased.
            Reject: it can never be read: see `decode`, and unknown_key.
            DependencyDown: the database does not answer.
        """
        id = record.headers.get(KEY_HEADER)
        return decode(record, self.keys.key(id) if id else None)


def encode(event: Event, topic: Topic, key: DataKey | None = None) -> NewRecord:
    """The record of an event.

    Args:
        event: what happened.
        topic: where it goes.
        key: of its case, durably stored already; None for topics that are not sealed.

    Raises:
        ValueError: the topic does not carry this type of event, or is sealed and the
            key is missing or of another case; a bug of ours.
    """
    if type(event) not in topic.events:
        raise ValueError(f"{topic.name} does not carry {event.TYPE}")
    if topic.is_sealed != (key is not None):
        raise ValueError(f"{topic.name} is {'' if topic.is_sealed else 'not '}sealed")
    headers = {
        "ce_specversion": SPEC_VERSION,
        "ce_id": event.id,
        "ce_source": event.source,
        "ce_type": event.TYPE,
        "ce_time": event.time.isoformat(),
        "ce_subject": event.case_id,
        "ce_dataschema": schema_name(type(event)),
        "content-type": CONTENT_TYPE,
    }
    if event.traceparent is not None:
        headers["traceparent"] = event.traceparent
    value = event.model_dump_json(
        exclude=set(Event.ATTRIBUTES), exclude_none=True
    ).encode()
    record = NewRecord(topic.name, event.case_id, value, headers)
    return record if key is None else seal_record(record, key)


def decode(record: Record, key: DataKey | None = None) -> Event:
    """The event of a record; fields that we do not know are ignored.

    Args:
        record: of the log.
        key: the one that its header names; None where it names none.

    Raises:
        Reject: it can never be read: unknown_topic, tombstone, unknown_event,
            unknown_version, not_sealed, not_authentic, not_json, invalid_event,
            wrong_key.
    """
    topic = TOPICS.get(record.topic)
    if topic is None:
        raise Reject("unknown_topic", f"no topic {record.topic!r} in the registry")
    if record.value is None:
        raise Reject("tombstone", "the record has no value")
    model = _model(topic.events, record.headers)
    data = _data(open_value(record, key) if topic.is_sealed else record.value)
    data |= {
        "id": record.headers.get("ce_id"),
        "source": record.headers.get("ce_source"),
        "time": record.headers.get("ce_time"),
        "case_id": record.headers.get("ce_subject"),
        "traceparent": record.headers.get("traceparent"),
    }
    try:
        event = model.model_validate(data)
    except ValidationError as exc:
        raise Reject("invalid_event", _problems(exc)) from exc
    if event.case_id != record.key:
        raise Reject("wrong_key", "the key is not the event's case id")
    return event


def _model(known: Sequence[type[Event]], headers: Mapping[str, str]) -> type[Event]:
    schema = headers.get("ce_dataschema", "")
    for event in known:
        if schema == schema_name(event):
            return event
    types = {event.TYPE for event in known}
    if headers.get("ce_type") in types:
        raise Reject("unknown_version", f"schema {schema[:100]!r} is not one we read")
    raise Reject("unknown_event", f"type {headers.get('ce_type', '')[:100]!r}")


def _data(value: bytes) -> dict[str, Any]:
    try:
        data = json.loads(value)
    except (ValueError, RecursionError) as exc:
        # The parser's own message can quote the input: only its kind is passed on.
        raise Reject("not_json", type(exc).__name__) from exc
    if not isinstance(data, dict):
        raise Reject("not_json", "the value is not an object")
    return data


def _problems(error: ValidationError) -> str:
    found = error.errors(include_input=False, include_context=False, include_url=False)
    told = [
        f"{'/'.join(str(part) for part in problem['loc'])}: {problem['type']}"
        for problem in found[:PROBLEMS_MAX]
    ]
    more = len(found) - len(told)
    return "; ".join(told) + (f"; and {more} more" if more else "")
