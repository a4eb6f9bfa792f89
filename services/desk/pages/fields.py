"""What a form of the desk sent."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from tocsin.web.body import in_time, limited
from tocsin.web.problems import Problem

BYTES_MAX = 64 * 1024
"""A note to a case may have some pages; the forms of the desk take no files."""

FIELDS_MAX = 100
BODY_S = 60.0
"""A megabyte at the speed of an old telephone line; whoever takes longer holds a
connection that others need."""

MEDIA_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Fields:
    """Names and values, in the order of the form."""

    items: tuple[tuple[str, str], ...]

    def text(self, name: str) -> str:
        """The first value of a field without blanks around it; empty when missing."""
        return next((value.strip() for key, value in self.items if key == name), "")

    def secret(self, name: str) -> str:
        """The first value as it was typed."""
        return next((value for key, value in self.items if key == name), "")

    def values(self, name: str) -> tuple[str, ...]:
        """All values of a field, as checkboxes send them."""
        return tuple(value for key, value in self.items if key == name)


async def read_fields(request: Request) -> Fields:
    """Read the body.

    Raises:
        Problem: too-large, too-slow, broken-off, unsupported-media-type,
            invalid-request.
    """
    return await read_form(request, bytes_max=BYTES_MAX, fields_max=FIELDS_MAX)


async def read_form(
    request: Request, *, bytes_max: int, fields_max: int, limit_s: float = BODY_S
) -> Fields:
    """Read a body with limits of its own; same errors."""
    sent = request.headers.get("content-type", MEDIA_TYPE).partition(";")[0]
    if sent.strip().lower() != MEDIA_TYPE:
        raise Problem("unsupported-media-type", f"Send the form as {MEDIA_TYPE}.")
    with in_time(limit_s):
        body = b"".join([piece async for piece in limited(request, bytes_max)])
    try:
        items = parse_qsl(
            body.decode(), keep_blank_values=True, max_num_fields=fields_max
        )
    except ValueError as exc:
        raise Problem("invalid-request", "The form cannot be read.") from exc
    if any("\0" in value for _, value in items):
        raise Problem("invalid-request", "The form holds a character that is none.")
    return Fields(tuple(items))


SentFields = Annotated[Fields, Depends(read_fields)]
