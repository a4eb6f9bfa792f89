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

EXAMPLES = FOLDER / "examples"
GOLDEN = sorted(EXAMPLES.rglob("*.json"))


def golden_id(path: Path) -> str:
    return str(path.relative_to(EXAMPLES))


def record_of(path: Path) -> Record:
    example = json.loads(path.read_text(encoding="utf-8"))
    value = json.dumps(example["value"]).encode()
    headers = example["headers"]
    return Record(example["topic"], 0, 0, example["key"], value, headers, START)


def value_of(record: NewRecord) -> Any:
    return json.loads(record.value or b"")


def test_the_committed_documents_are_what_the_code_says() -> None:
    assert [path.name for path in stale(documents())] == []


@pytest.mark.parametrize("path", GOLDEN, ids=golden_id)
def test_an_event_of_any_time_can_be_read_and_loses_nothing(path: Path) -> None:
    record = record_of(path)
    event = decode(record)
    again = value_of(encode(event, TOPICS[record.topic]))
    assert lost(json.loads(record.value or b""), again) == []


@pytest.mark.parametrize("path", GOLDEN, ids=golden_id)
def test_an_example_fits_its_schema(path: Path) -> None:
    record = record_of(path)
    schema = event_schema(type(decode(record)))
    jsonschema.validate(json.loads(record.value or b""), schema)


def test_no_example_was_changed_or_removed() -> None:
    listed = (EXAMPLES / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert sorted(listed) == sorted(
        f"{sha256(path.read_bytes()).hexdigest()}  {golden_id(path)}" for path in GOLDEN
    )


@pytest.mark.parametrize("event", events(), ids=lambda event: event.__name__)
def test_the_examples_use_every_field_of_an_event(event: type[Event]) -> None:
    read = [decode(record_of(path)) for path in GOLDEN]
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
