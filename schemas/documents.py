"""The contract as documents: JSON Schema of each event, and AsyncAPI 3 of the topics.

`python -m schemas` writes them; a test holds what is committed equal to the code.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from schemas.events import Event
from schemas.submission import Submission
from schemas.topics import RECORD_BYTES_MAX, STAGES, TOPICS, Topic

FOLDER = Path(__file__).parent
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_WRITERS = {
    "allegations.received": "intake",
    "reporters.sealed": "intake",
    "allegations.enriched": "enrich",
    "cases.reviewed": "desk",
    "reporters.answered": "intake",
    "allegations.supplemented": "index",
}


def events() -> list[type[Event]]:
    """Every type of event that some topic carries, in order of the topics."""
    found = [event for topic in TOPICS.values() for event in topic.events]
    return list(dict.fromkeys(found))


def short_name(event: type[Event]) -> str:
    """Name of an event's files, for instance allegation-received.v1."""
    return f"{event.TYPE.removeprefix('tocsin.').replace('.', '-')}.v{event.VERSION}"


def documents() -> dict[Path, str]:
    """Every generated file -> what it must hold."""
    made = {
        FOLDER / "json" / f"{short_name(event)}.json": _json(event_schema(event))
        for event in events()
    }
    submission = Submission.model_json_schema(mode="validation")
    made[FOLDER / "json" / "submission.json"] = _json(
        {"$schema": _DIALECT, **submission}
    )
    text = yaml.safe_dump(asyncapi(), sort_keys=False, allow_unicode=True, width=88)
    made[FOLDER / "asyncapi.yaml"] = text
    return made


def event_schema(event: type[Event]) -> dict[str, Any]:
    """The schema of an event's data: what stands in the record's value."""
    schema = event.model_json_schema(mode="validation")
    for attribute in Event.ATTRIBUTES:
        schema["properties"].pop(attribute)
    required = [n for n in schema.get("required", []) if n not in Event.ATTRIBUTES]
    schema["required"] = required
    return {"$schema": _DIALECT, "$id": f"{event.TYPE}/v{event.VERSION}", **schema}


def asyncapi() -> dict[str, Any]:
    """The topics and who writes and reads them, as AsyncAPI 3.0."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Tocsin",
            "version": "1",
            "description": "Events of Tocsin: CloudEvents 1.0 on Kafka, binary mode.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {name: _channel(topic) for name, topic in TOPICS.items()},
        "operations": _operations(),
        "components": {
            "messages": {short_name(event): _message(event) for event in events()}
        },
    }


_SEALED = (
    "The data of each record is sealed under a key of its case: the value is a nonce of"
    " 12 bytes and AES-256-GCM ciphertext of the payload; the attributes stay in clear"
    " and are bound to it."
)


def _channel(topic: Topic) -> dict[str, Any]:
    messages = {
        short_name(event): {"$ref": f"#/components/messages/{short_name(event)}"}
        for event in topic.events
    }
    return {
        "address": topic.name,
        "description": _SEALED if topic.is_sealed else "In clear: pointers, no text.",
        "messages": messages,
        "bindings": {
            "kafka": {
                "partitions": topic.partitions,
                "topicConfiguration": {
                    "cleanup.policy": [topic.cleanup],
                    "retention.ms": -1,
                    "max.message.bytes": RECORD_BYTES_MAX,
                },
                "bindingVersion": "0.5.0",
            }
        },
    }


def _operations() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in TOPICS:
        writer = _WRITERS.get(name, "any stage")
        found[f"send.{name}"] = _operation(
            "send", name, summary=f"Written by {writer}."
        )
    for stage, topics in STAGES.items():
        for name in topics:
            operation = _operation("receive", name, summary=f"Read by {stage}.")
            operation["bindings"] = {
                "kafka": {
                    "groupId": {"type": "string", "enum": [stage]},
                    "bindingVersion": "0.5.0",
                }
            }
            found[f"{stage}.receive.{name}"] = operation
    return found


def _operation(action: str, topic: str, *, summary: str) -> dict[str, Any]:
    channel = {"$ref": f"#/channels/{topic}"}
    return {"action": action, "channel": channel, "summary": summary}


def _message(event: type[Event]) -> dict[str, Any]:
    return {
        "name": event.TYPE,
        "title": event.__name__,
        "summary": (event.__doc__ or "").split("\n")[0],
        "contentType": "application/json",
        "headers": {
            "type": "object",
            "properties": {
                "ce_type": {"const": event.TYPE},
                "ce_dataschema": {"const": f"{event.TYPE}/v{event.VERSION}"},
                **{name: {"type": "string"} for name in _HEADERS},
            },
        },
        "payload": {
            "schemaFormat": "application/schema+json;version=draft-07",
            "schema": {"$ref": f"json/{short_name(event)}.json"},
        },
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": "The case id."},
                "bindingVersion": "0.5.0",
            }
        },
    }


_HEADERS = (
    "ce_specversion",
    "ce_id",
    "ce_source",
    "ce_time",
    "ce_subject",
    "content-type",
    "traceparent",
    "tocsin-sealed",
    "tocsin-key",
)


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def stale(made: Mapping[Path, str]) -> list[Path]:
    """The files that differ from the code, and those that nothing makes any more."""
    wrong = [
        path
        for path, text in made.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    return wrong + [p for p in (FOLDER / "json").glob("*.json") if p not in made]
