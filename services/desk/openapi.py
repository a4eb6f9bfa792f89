"""The parameters of a search, for the OpenAPI document.

`parameters` reads them strictly from the request itself, so FastAPI cannot know them.
"""

from typing import Any

from pydantic import BaseModel

from services.desk.parameters import LIMIT, LIMIT_MAX
from tocsin.search.fields import FACETS
from tocsin.search.matching import MATCHES
from tocsin.web.json_schema import inlined

_OWN: dict[str, tuple[str, dict[str, Any]]] = {
    "q": ("A search in the search grammar.", {"type": "string"}),
    "match": (
        "How closely words are met; `near` allows typos, `sounds` is for names.",
        {"type": "string", "enum": list(MATCHES), "default": "exact"},
    ),
    "from": ("Received on or after this day, month or year.", {"type": "string"}),
    "to": ("Received on or before it.", {"type": "string"}),
    "priority_min": ("Lowest priority.", {"type": "integer", "maximum": 100}),
    "priority_max": ("Highest priority.", {"type": "integer", "maximum": 100}),
    "sort": ("A field; - in front is highest first.", {"type": "string"}),
    "limit": (
        "Cases on a page.",
        {"type": "integer", "minimum": 1, "maximum": LIMIT_MAX, "default": LIMIT},
    ),
    "cursor": ("The next_cursor of the page before.", {"type": "string"}),
}
_AGGREGATE: dict[str, tuple[str, dict[str, Any]]] = {
    "by": (
        "What to count by.",
        {"type": "string", "enum": [*FACETS, "day", "month", "year"]},
    ),
    "rows": ("Rows at most.", {"type": "integer", "minimum": 1, "maximum": 1_000}),
}


def json_body(model: type[BaseModel]) -> dict[str, Any]:
    """A body that a route reads by hand, so that limits hold while it streams in."""
    schema = model.model_json_schema()
    definitions = schema.pop("$defs", {})
    content = {"application/json": {"schema": inlined(schema, definitions)}}
    return {"requestBody": {"required": True, "content": content}}


def _described(told: dict[str, tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "query", "description": about, "schema": schema}
        for name, (about, schema) in told.items()
    ]


def _facets() -> list[dict[str, Any]]:
    values = {"type": "array", "items": {"type": "string"}}
    about = "Any of these values; one that starts with ! is excluded."
    return [
        {"name": name, "in": "query", "description": about, "schema": values}
        for name in FACETS
    ]


SEARCH: dict[str, Any] = {"parameters": [*_described(_OWN), *_facets()]}
EXPORT: dict[str, Any] = {
    "parameters": [
        row for row in SEARCH["parameters"] if row["name"] not in {"limit", "cursor"}
    ]
}
AGGREGATE: dict[str, Any] = {
    "parameters": [
        *(
            {**row, "required": True} if row["name"] == "by" else row
            for row in _described(_AGGREGATE)
        ),
        *SEARCH["parameters"],
    ]
}
