"""Bodies of requests that change cases: read within limits, then parsed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import parse_qsl

import anyio
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect, Request

from tocsin.web.problems import Problem

BYTES_MAX = 1024 * 1024
"""A note of 20,000 characters takes 120 KB at most, a thousand cases 60 KB."""

BODY_S = 60.0
FIELDS_MAX = 2_500
"""A thousand selected cases, and the search that found them."""

ERRORS_MAX = 20
"""Enough to mend a request."""

ModelT = TypeVar("ModelT", bound=BaseModel)


async def read_json(request: Request, model: type[ModelT]) -> ModelT:
    """The body as a model.

    Raises:
        Problem: unsupported-media-type, too-large, too-slow, broken-off,
            invalid-request.
    """
    _require_type(request, "application/json")
    raw = await _read(request)
    try:
        return model.model_validate_json(raw)
    except ValidationError as exc:
        raise unusable(exc) from exc


def unusable(error: ValidationError) -> Problem:
    """The problem of a request that does not fit its model; input is not repeated."""
    found = error.errors(include_input=False, include_url=False, include_context=False)
    errors = [
        {
            "pointer": "".join(f"/{part}" for part in one["loc"])[:200],
            "detail": one["msg"],
        }
        for one in found[:ERRORS_MAX]
    ]
    return Problem("invalid-request", "The changes cannot be read.", errors=errors)


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a form, in their order."""

    items: Sequence[tuple[str, str]]

    def one(self, name: str) -> str:
        """The value of a field, trimmed; empty where it is missing."""
        return next((v.strip() for n, v in self.items if n == name), "")

    def all(self, name: str) -> list[str]:
        """All values of a field."""
        return [value for n, value in self.items if n == name]

    def mapping(self) -> Mapping[str, str]:
        """Name -> last value."""
        return dict(self.items)


async def read_form(request: Request) -> Fields:
    """The fields of a plain form.

    Raises:
        Problem: unsupported-media-type, too-large, too-slow, broken-off.
    """
    _require_type(request, "application/x-www-form-urlencoded")
    raw = await _read(request)
    try:
        items = parse_qsl(
            raw.decode(), keep_blank_values=True, max_num_fields=FIELDS_MAX
        )
    except ValueError as exc:
        raise Problem("too-large", f"A form has at most {FIELDS_MAX} fields.") from exc
    # Browsers send line ends as CR LF, whatever was typed.
    return Fields([(name, value.replace("\r\n", "\n")) for name, value in items])


def _require_type(request: Request, wanted: str) -> None:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip()
    if media_type.lower() != wanted:
        raise Problem("unsupported-media-type", f"Send it as {wanted}.")


async def _read(request: Request) -> bytes:
    pieces: list[bytes] = []
    size = 0
    try:
        with anyio.fail_after(BODY_S):
            async for piece in request.stream():
                size += len(piece)
                if size > BYTES_MAX:
                    raise Problem("too-large", f"At most {BYTES_MAX} bytes are taken.")
                pieces.append(piece)
    except TimeoutError as exc:
        raise Problem("too-slow", f"It did not come within {BODY_S:.0f} s.") from exc
    except ClientDisconnect as exc:
        raise Problem("broken-off", "The connection ended before the body.") from exc
    return b"".join(pieces)
