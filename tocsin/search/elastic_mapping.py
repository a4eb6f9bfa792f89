"""Settings and mapping of a case index, made of `fields`."""

from dataclasses import dataclass
from typing import Any

from tocsin.search.fields import FIELDS, Field
from tocsin.search.mapping import mapping_version
from tocsin.search.tantivy_words import JAVA_PATTERN

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ElasticOptions:
    """What an operator may set.

    Attributes:
        refresh_s: seconds until a write is searchable by itself. Each refresh makes a
            segment to be merged: in a backlog of 60 reports a second, one every 2 s
            takes an eighth less of Elasticsearch's time than one every second.
        replicas: copies of the index; 0 on a single node.
        timeout_s: of one request.
    """

    refresh_s: float = 2.0
    replicas: int = 1
    timeout_s: float = 30.0


def index_body(options: ElasticOptions) -> Json:
    """What to create an index with."""
    return {
        "settings": {
            # One shard: counts are exact, and it carries millions of cases.
            "number_of_shards": 1,
            "number_of_replicas": options.replicas,
            "refresh_interval": f"{round(options.refresh_s * 1000)}ms",
            "analysis": {
                "tokenizer": {
                    "words": {"type": "pattern", "pattern": JAVA_PATTERN, "group": 0}
                },
                "analyzer": {
                    "words": {
                        "type": "custom",
                        "tokenizer": "words",
                        "filter": ["asciifolding", "lowercase"],
                    }
                },
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {"version": mapping_version()},
            "properties": {field.name: _property(field) for field in FIELDS},
        },
    }


def _property(field: Field) -> Json:
    match field.kind:
        case "text":
            return {"type": "text", "analyzer": "words"}
        case "sound":
            return {"type": "keyword"}
        case "stored":
            return {"type": "object", "enabled": False}
        case kind:
            return {"type": kind}
