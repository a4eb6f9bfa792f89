"""What the OpenAPI document says of changes of cases.

Written out, because the bodies are read by hand: limits hold while they stream in.
"""

from typing import Any

from pydantic import BaseModel

from services.desk.casework.answers import ChangedAnswer
from services.desk.casework.bulk import BulkRequest
from services.desk.casework.requested import ChangesRequest

CONFLICT = (
    "Somebody else changed the case first, or it cannot be changed so: `yours`,"
    " `current`, `changes_since`, `notes_since`, `allowed`."
)


def _body(model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema()
    definitions = schema.pop("$defs", {})
    content = {"application/json": {"schema": _inlined(schema, definitions)}}
    return {"requestBody": {"required": True, "content": content}}


def _inlined(node: Any, definitions: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """A JSON Schema with its references replaced by what they point at."""
    if isinstance(node, list):
        return [_inlined(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inlined(definitions[node["$ref"].rpartition("/")[2]], definitions)
    # It maps to references, which are no longer there.
    kept = {name: value for name, value in node.items() if name != "discriminator"}
    return {name: _inlined(value, definitions) for name, value in kept.items()}


CHANGES = _body(ChangesRequest)
BULK = _body(BulkRequest)
CHANGED: dict[int | str, dict[str, Any]] = {
    200: {"model": ChangedAnswer},
    409: {"description": CONFLICT},
}
