import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from schemas.documents import FOLDER, documents, event_schema, events, stale
from schemas.events import Event
from schemas.topics import TOPICS
from tests.builders import START
from tocsin.log import NewRecord, Record, decode, encode
from tocsin.log.sealing import open_value, seal_record
from tocsin.sealed import DataKey

EXAMPLES = FOLDER / "examples"
GOLDEN = sorted(EXAMPLES.rglob("*.json"))


def golden_id(path: Path) -> str:
    return str(path.relative_to(EXAMPLES))


def plain(path: Path) -> NewRecord:
    """An example as it stands, its data in clear."""
    example = json.loads(path.read_text(encoding="utf-8"))
    value = json.dumps(example["value"]).encode()
    return NewRecord(example["topic"], example["key"], value, example["headers"])


def key_of(record: NewRecord) -> DataKey | None:
    sealed = TOPICS[record.topic].is_sealed
    return DataKey("0" * 32, record.key, bytes(32)) if sealed else None


def stored(record: NewRecord) -> Record:
    return Record(record.topic, 0, 0, record.key, record.value, record.headers, START)


def event_of(path: Path) -> Event:
    record = plain(path)
    key = key_of(record)
    return decode(stored(seal_record(record, key) if key else record), key)


def value_of(path: Path) -> Any:
    return json.loads(plain(path).value or b"")


def test_the_committed_documents_are_what_the_code_says() -> None:
    assert [path.name for path in stale(documents())] == []


@pytest.mark.parametrize("path", GOLDEN, ids=golden_id)
def test_an_event_of_any_time_can_be_read_and_loses_nothing(path: Path) -> None:
    record = plain(path)
    key = key_of(record)
    again = encode(event_of(path), TOPICS[record.topic], key)
    value = open_value(stored(again), key) if key else again.value
    assert lost(value_of(path), json.loads(value or b"")) == []


@pytest.mark.parametrize("path", GOLDEN, ids=golden_id)
def test_an_example_fits_its_schema(path: Path) -> None:
    schema = event_schema(type(event_of(path)))
    jsonschema.validate(value_of(path), schema)


def test_no_example_was_changed_or_removed() -> None:
    listed = (EXAMPLES / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert sorted(listed) == sorted(
        f"{sha256(path.read_bytes()).hexdigest()}  {golden_id(path)}" for path in GOLDEN
    )


@pytest.mark.parametrize("event", events(), ids=lambda event: event.__name__)
def test_the_examples_use_every_field_of_an_event(event: type[Event]) -> None:
    read = [event_of(path) for path in GOLDEN]
    schema = event_schema(event)
    unused = fields(schema, schema) - {
        used
        for one in read
        if type(one) is event
        for used in paths(one.model_dump(mode="json", exclude_none=True))
    }
    assert sorted(unused) == []


def test_every_topic_has_a_channel_with_the_settings_of_the_registry() -> None:
    text = (FOLDER / "asyncapi.yaml").read_text(encoding="utf-8")
    channels = yaml.safe_load(text)["channels"]
    assert {
        name: c["bindings"]["kafka"]["partitions"] for name, c in channels.items()
    } == {name: topic.partitions for name, topic in TOPICS.items()}


def lost(before: Any, after: Any, at: str = "") -> list[str]:
    """Paths of what is in the first and not, or not the same, in the second."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [
            path
            for name, value in before.items()
            for path in lost(value, after.get(name), f"{at}/{name}")
        ]
    if isinstance(before, list) and isinstance(after, list):
        pairs = zip(before, after, strict=True)
        return [
            path for n, (a, b) in enumerate(pairs) for path in lost(a, b, f"{at}/{n}")
        ]
    return [] if before == after else [at]


def paths(value: Any, at: str = "") -> set[str]:
    """Paths of fields that are used; items of lists count as one."""
    if isinstance(value, dict):
        deeper = (paths(inner, f"{at}/{name}") for name, inner in value.items())
        return {f"{at}/{name}" for name in value}.union(*deeper)
    if isinstance(value, list):
        return set().union(*(paths(inner, at) for inner in value))
    return set()


def fields(schema: Any, root: Any, at: str = "") -> set[str]:
    """Paths of the fields that a schema allows, in the same form as `paths`."""
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    found: set[str] = set()
    for name, inner in schema.get("properties", {}).items():
        found |= {f"{at}/{name}"} | fields(inner, root, f"{at}/{name}")
    for branch in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        found |= fields(branch, root, at)
    if isinstance(schema.get("items"), dict):
        found |= fields(schema["items"], root, at)
    return found
