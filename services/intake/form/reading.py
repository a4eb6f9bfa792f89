"""Reads what a page of the form sends, in memory: nothing typed touches a disk."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import anyio
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from services.intake.bodies import require_utf8
from services.intake.files import Upload
from services.intake.limits import MEBIBYTE
from tocsin.web import Problem
from tocsin.web.body import limited

FIELDS_MAX = 64
"""The longest page has 30."""

FIELD_BYTES_MAX = 4 * MEBIBYTE
"""The longest text there may be, all in characters of four bytes."""

FIELDS_BYTES_MAX = 2 * FIELD_BYTES_MAX
"""All fields of a page together."""

FILE_BYTES_MAX = 25 * MEBIBYTE
KEPT_BYTES_MAX = FILE_BYTES_MAX + FIELDS_BYTES_MAX
BODY_BYTES_MAX = 256 * MEBIBYTE
"""A film of two minutes. It is not taken; but it is read, and thrown away, to the end:
what was typed comes behind it, and would be lost with it."""

BODY_S = 600
"""25 MB at 400 kbit/s, as over Tor."""

AT_ONCE = 32
"""Bodies in memory at the same time: at worst one gigabyte."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of a page, and the file if one was chosen."""

    fields: Mapping[str, Sequence[str]]
    upload: Upload | None = None

    def first(self, name: str) -> str:
        """The value of a field, empty where it is missing."""
        return next(iter(self.fields.get(name, ())), "")


class _Parser(MultiPartParser):
    """Keeps of a file no more than tells that it is too large."""

    _fields_bytes = 0

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """Take a piece of a part."""
        file = self._current_part.file
        if file is None:
            self._fields_bytes += end - start
            if self._fields_bytes > FIELDS_BYTES_MAX:
                raise MultiPartException("Too many bytes.")
        if file is None or (file.size or 0) <= FILE_BYTES_MAX:
            super().on_part_data(data, start, end)


class Reader:
    """Reads bodies, not too many at once; used by one event loop only."""

    def __init__(self) -> None:
        """Start with none in hand."""
        self._reading = 0

    async def read(self, request: Request) -> Typed:
        """The body of a multipart form.

        Raises:
            Problem: busy, too-large, too-slow, broken-off or not-multipart.
        """
        if self._reading >= AT_ONCE:
            raise Problem("busy", "Too many people at once. Try again in a minute.")
        self._reading += 1
        try:
            with anyio.fail_after(BODY_S):
                return await _parse(request)
        except TimeoutError as exc:
            raise Problem("too-slow", "The page took too long to arrive.") from exc
        except ClientDisconnect as exc:
            raise Problem("broken-off", "The connection ended too early.") from exc
        except MultiPartException as exc:
            if exc.message.startswith(("Too many", "Part exceeded")):
                raise Problem("too-large", "That is more than can be taken.") from exc
            raise Problem("not-multipart", "The page arrived in pieces.") from exc
        finally:
            self._reading -= 1


async def _parse(request: Request) -> Typed:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise Problem("unsupported-media-type", "Send the form of the page.")
    require_utf8(request)
    parser = _Parser(
        request.headers,
        limited(request, BODY_BYTES_MAX),
        max_files=1,
        max_fields=FIELDS_MAX,
        max_part_size=FIELD_BYTES_MAX,
    )
    # Beyond this size a part would be written to a file in clear.
    parser.spool_max_size = KEPT_BYTES_MAX
    form = await parser.parse()
    fields: dict[str, list[str]] = {}
    upload = None
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            # A browser sends an empty part where no file was chosen.
            if value.filename:
                content = io.BytesIO(await value.read())
                upload = Upload(content, value.filename, value.content_type)
        else:
            fields.setdefault(name, []).append(value)
    await form.close()
    request.state.typed = Typed(fields, upload)
    return Typed(fields, upload)
