"""Reads what a page of the form sends, in memory: nothing typed touches a disk."""

import io
import weakref
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import anyio
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from services.intake.bodies import require_utf8
from services.intake.files import Upload
from services.intake.form.room import Rooms, Share
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

AT_ONCE = 500
"""Bodies that come in at the same time. Few, and whoever sends as many slowly would
keep everybody out; what they hold in memory is counted by itself (see `room`)."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Typed:
    """The fields of a page, and the file if one was chosen."""

    fields: Mapping[str, Sequence[str]]
    upload: Upload | None = None

    def first(self, name: str) -> str:
        """The value of a field, empty where it is missing."""
        return next(iter(self.fields.get(name, ())), "")


class _Parser(MultiPartParser):
    """Keeps of a file no more than tells that it is too large, and counts all it keeps.

    Args:
        request: with the body, and its headers.
        rooms: where it is counted in.
    """

    # Beyond this size a part would be written to a file in clear.
    spool_max_size = KEPT_BYTES_MAX

    def __init__(self, request: Request, rooms: Rooms) -> None:
        """Read nothing yet."""
        super().__init__(
            request.headers,
            limited(request, BODY_BYTES_MAX),
            max_files=1,
            max_fields=FIELDS_MAX,
            max_part_size=FIELD_BYTES_MAX,
        )
        self.files, self.fields = Share(rooms.files), Share(rooms.fields)
        self.left_out: Problem | None = None
        """Why the file was not kept; what was typed comes behind it, and is."""

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """Take a piece of a part."""
        file = self._current_part.file
        if file is None:
            self.fields.take(end - start)
            if self.fields.size > FIELDS_BYTES_MAX:
                raise MultiPartException("Too many bytes.")
        elif self.left_out or (file.size or 0) > FILE_BYTES_MAX:
            return
        else:
            try:
                self.files.take(end - start)
            except Problem as exc:
                self.left_out = exc
                file.file.seek(0)
                file.file.truncate()
                self.files.end()
                return
        super().on_part_data(data, start, end)


class Reader:
    """Reads bodies, not too much at once; used by one event loop only.

    Args:
        rooms: where they are counted in; as large as memory allows unless told.
    """

    def __init__(self, rooms: Rooms | None = None) -> None:
        """Start with none in hand."""
        self._reading = 0
        self._rooms = rooms or Rooms()

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
                return await _parse(request, self._rooms)
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


async def _parse(request: Request, rooms: Rooms) -> Typed:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise Problem("unsupported-media-type", "Send the form of the page.")
    require_utf8(request)
    parser = _Parser(request, rooms)
    with ExitStack() as counted:
        counted.callback(parser.files.end)
        counted.callback(parser.fields.end)
        typed = await _typed(await parser.parse())
        # Whoever holds the page may have to wait for its turn: it counts until then.
        weakref.finalize(typed, counted.pop_all().close)
    request.state.typed = typed
    if parser.left_out:
        raise parser.left_out
    return typed


async def _typed(form: FormData) -> Typed:
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
    return Typed(fields, upload)
