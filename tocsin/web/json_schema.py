"""JSON Schemas as an OpenAPI document shows them, in one piece."""

from typing import Any


def inlined(node: Any, definitions: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """A JSON Schema with its references replaced by what they point at."""
    if isinstance(node, list):
        return [inlined(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return inlined(definitions[node["$ref"].rpartition("/")[2]], definitions)
    # It maps to references, which are no longer there.
    kept = {name: value for name, value in node.items() if name != "discriminator"}
    return {name: inlined(value, definitions) for name, value in kept.items()}
