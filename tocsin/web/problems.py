"""Problems as RFC 9457 has them: application/problem+json, one shape for all services.

docs/reference/errors.md explains every slug; a test compares the two.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:tocsin:problem:"

RETRY_AFTER_S = 5
"""A restart of a broker or an index takes 5 to 15 s; asking sooner is of no use."""

BUSY_RETRY_AFTER_S = 2

EXPORTS_RETRY_AFTER_S = 60
"""An export of a search takes a minute at most; that of others makes room."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem; `retry_after_s` where repeating makes sense."""

    status: int
    title: str
    retry_after_s: int | None = None


PROBLEMS: dict[str, Kind] = {
    "not-json": Kind(400, "The body is not JSON"),
    "not-multipart": Kind(400, "The form cannot be read"),
    "broken-off": Kind(400, "The body broke off"),
    "bad-key": Kind(400, "The Idempotency-Key cannot be used"),
    "bad-query": Kind(400, "The query cannot be understood"),
    "unauthorized": Kind(401, "Sign in first"),
    "forbidden": Kind(403, "Not allowed"),
    "sign-in-again": Kind(403, "You signed in too long ago"),
    "not-found": Kind(404, "Not found"),
    "method-not-allowed": Kind(405, "The method is not allowed here"),
    "too-slow": Kind(408, "The body came too slowly"),
    "conflict": Kind(409, "Somebody else changed it first"),
    "move-refused": Kind(409, "The case cannot be changed so"),
    "reveal-refused": Kind(409, "Who reported cannot be seen so"),
    "file-not-cleaned": Kind(409, "No clean copy can be made of this file"),
    "file-infected": Kind(409, "The file is known as malware"),
    "gone": Kind(410, "It was erased"),
    "too-large": Kind(413, "Too large"),
    "unsupported-media-type": Kind(415, "The media type is not taken"),
    "invalid-report": Kind(422, "The report is not valid"),
    "invalid-request": Kind(422, "The request is not valid"),
    "file-type-refused": Kind(422, "A file cannot be taken"),
    "key-reused": Kind(422, "The key was used for another report"),
    "too-many-tries": Kind(429, "Too many tries"),
    "too-many-exports": Kind(429, "Too many exports", EXPORTS_RETRY_AFTER_S),
    "http-error": Kind(400, "The request cannot be answered"),
    "internal-error": Kind(500, "Something is broken here"),
    "key-away": Kind(503, "The key to it is not here"),
    "busy": Kind(503, "Too many requests at once", BUSY_RETRY_AFTER_S),
    "unavailable": Kind(503, "A part of the system is down", RETRY_AFTER_S),
    "outcome-unknown": Kind(503, "The outcome is not known", RETRY_AFTER_S),
}
"""Slug -> kind. A slug never changes its meaning."""


class Problem(Exception):
    """An answer that is a problem.

    Args:
        slug: one of PROBLEMS.
        detail: what happened, in a sentence; never the input.
        errors: where and what: objects with `pointer` (or `parameter`) and `detail`.
        status: another status than the kind's, for http-error.
        headers: further headers of the answer.
    """

    def __init__(
        self,
        slug: str,
        detail: str,
        *,
        errors: Sequence[Mapping[str, Any]] = (),
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Look up the kind: an unknown slug is a bug and raises KeyError."""
        super().__init__(f"{slug}: {detail}")
        self.slug = slug
        self.detail = detail
        self.errors = tuple(errors)
        self.kind = PROBLEMS[slug]
        self.status = status or self.kind.status
        self.headers = dict(headers or {})

    def response(self) -> JSONResponse:
        """The answer."""
        body: dict[str, Any] = {
            "type": TYPE_PREFIX + self.slug,
            "title": self.kind.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            body["errors"] = [dict(error) for error in self.errors]
        headers = dict(self.headers)
        if self.kind.retry_after_s is not None:
            headers["Retry-After"] = str(self.kind.retry_after_s)
        return JSONResponse(
            body, status_code=self.status, headers=headers, media_type=MEDIA_TYPE
        )


def problem_schema() -> dict[str, Any]:
    """The JSON Schema of a problem, for OpenAPI documents."""
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "examples": [TYPE_PREFIX + "invalid-report"]},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["detail"],
                    "properties": {
                        "pointer": {"type": "string", "examples": ["/narrative"]},
                        "parameter": {"type": "string"},
                        "position": {"type": "integer", "minimum": 0},
                        "detail": {"type": "string"},
                    },
                },
            },
        },
    }


def problem_response(description: str) -> dict[str, Any]:
    """A response of an OpenAPI document that is a problem."""
    content = {MEDIA_TYPE: {"schema": problem_schema()}}
    return {"description": description, "content": content}
