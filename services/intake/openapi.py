"""What the OpenAPI document says of POST /v1/allegations.

Written out, because the body is read by hand: limits hold while it streams in.
"""

from typing import Any

from schemas.submission import Submission
from tocsin.web.json_schema import inlined
from tocsin.web.problems import problem_response as _problem

EXAMPLE: dict[str, Any] = {
    "narrative": (
        "Workers at the spinning mill hand over their passports on arrival and are told"
        " that they may leave after they have paid back the fee of the recruiter."
    ),
    "language": "en",
    "products": [{"description": "cotton yarn", "hs_code": "5205"}],
    "companies": [{"name": "Example Mills Ltd", "role": "manufacturer"}],
    "production_country": "MY",
    "labor": {"indicators": ["retention_of_identity_documents"], "ongoing": True},
    "evidence": [
        {
            "kind": "interview",
            "title": "Interview with a spinner",
            "text": "They keep my passport in the office.",
            "published_on": "2025-03",
        }
    ],
    "reporter_role": "ngo",
}

_WITH_FILE = {
    **EXAMPLE,
    "evidence": [{"kind": "contract", "upload": "contract", "shows": "The fee."}],
}


def submission_schema() -> dict[str, Any]:
    """The JSON Schema of a report, in one piece, closed to unknown fields."""
    schema = Submission.model_json_schema()
    definitions = schema.pop("$defs")
    closed: dict[str, Any] = _closed(inlined(schema, definitions))
    return closed


def _closed(node: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(node, list):
        return [_closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    closed = {key: _closed(value) for key, value in node.items()}
    if closed.get("type") == "object" and "properties" in closed:
        closed["additionalProperties"] = False
    return closed


def _request_body() -> dict[str, Any]:
    report = submission_schema()
    form = {
        "type": "object",
        "required": ["allegation"],
        "properties": {"allegation": report},
        "additionalProperties": {
            "type": "string",
            "format": "binary",
            "description": "A file, named by evidence[].upload.",
        },
    }
    return {
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "schema": {"type": "string", "minLength": 1, "maxLength": 257},
                "description": (
                    "Made by the sender, for instance a UUID. A request repeated with"
                    " the same key and body gets the same answer and adds nothing."
                ),
            }
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": report,
                    "examples": {"report": {"value": EXAMPLE}},
                },
                "multipart/form-data": {
                    "schema": form,
                    "examples": {"with a file": {"value": {"allegation": _WITH_FILE}}},
                },
            },
        },
    }


REQUEST_BODY = _request_body()

RESPONSES: dict[int | str, dict[str, Any]] = {
    400: _problem("Not JSON, no proper form, or a key that cannot be used."),
    408: _problem("The body came too slowly."),
    413: _problem("The body or a file is too large, or there are too many files."),
    415: _problem("Neither JSON nor a multipart form."),
    422: _problem("Fields are wrong, a file is refused, or the key was used before."),
    503: _problem("Too busy, or a part is down: repeat after Retry-After seconds."),
}
