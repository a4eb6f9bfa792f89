"""Bodies of requests that change cases: read within limits, then parsed."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from services.desk.pages.fields import BODY_S, Fields, read_form
from tocsin.json_pieces import has_more_pieces
from tocsin.web.body import in_time, limited
from tocsin.web.problems import Problem

BYTES_MAX = 1024 * 1024
"""A note of 20,000 characters takes 120 KB at most, a thousand cases 60 KB."""

PIECES_MAX = 20_000
"""Strings, commas and brackets: a thousand cases with their versions have 6,000."""

JSON = "application/json"
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
    media_type = request.headers.get("content-type", "").partition(";")[0].strip()
    if media_type.lower() != JSON:
        raise Problem("unsupported-media-type", f"Send it as {JSON}.")
    with in_time(BODY_S):
        raw = b"".join([piece async for piece in limited(request, BYTES_MAX)])
    if has_more_pieces(raw, PIECES_MAX):
        raise Problem("invalid-request", "It has more values than a change can have.")
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


async def read_changes(request: Request) -> Fields:
    """The fields of a form that changes cases.

    Raises:
        Problem: unsupported-media-type, too-large, too-slow, broken-off,
            invalid-request.
    """
    sent = await read_form(request, bytes_max=BYTES_MAX, fields_max=FIELDS_MAX)
    # Browsers send line ends as CR LF, whatever was typed.
    return Fields(tuple((n, v.replace("\r\n", "\n")) for n, v in sent.items))
