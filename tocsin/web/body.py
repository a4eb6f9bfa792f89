"""The body of a request, read within limits."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager

import anyio
from starlette.requests import ClientDisconnect, Request

from tocsin.numerals import whole
from tocsin.web.problems import Problem

PLAIN = "identity"
"""The name of no encoding at all (RFC 9110, 8.4.1 and 12.5.3)."""


async def limited(request: Request, bytes_max: int) -> AsyncGenerator[bytes, None]:
    """The body piece by piece.

    Raises:
        Problem: too-large: as soon as that is known; the rest is not read; or
            unsupported-media-type.
    """
    _require_plain(request)
    declared = whole(request.headers.get("content-length", ""))
    if declared is not None and declared > bytes_max:
        raise too_large(bytes_max)
    read = 0
    async for chunk in request.stream():
        read += len(chunk)
        if read > bytes_max:
            raise too_large(bytes_max)
        yield chunk


def _require_plain(request: Request) -> None:
    """Let a body pass that is not compressed: its limits are those of what is read.

    `Accept-Encoding` tells programs why (RFC 9110, 15.5.16).

    Raises:
        Problem: unsupported-media-type.
    """
    encoding = request.headers.get("content-encoding", "").strip()
    if encoding.lower() not in {"", PLAIN}:
        raise Problem(
            "unsupported-media-type",
            "The body is compressed: send it plain, without Content-Encoding.",
            headers={"Accept-Encoding": PLAIN},
        )


@contextmanager
def in_time(limit_s: float) -> Iterator[None]:
    """A block that reads the body, and takes no longer than that.

    Raises:
        Problem: too-slow or broken-off.
    """
    try:
        with anyio.fail_after(limit_s):
            yield
    except TimeoutError as exc:
        raise Problem("too-slow", f"The body did not come within {limit_s} s.") from exc
    except ClientDisconnect as exc:
        raise Problem("broken-off", "The connection ended before the body.") from exc


def too_large(bytes_max: int) -> Problem:
    """The refusal of a body, or of a part of it, above a limit."""
    return Problem("too-large", f"The body has more than {bytes_max} bytes.")
