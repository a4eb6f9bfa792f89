"""Reads the body of a request, never more of it than the limits say."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from services.intake.files import Upload
from services.intake.limits import Limits
from tocsin.web import Problem
from tocsin.web.body import in_time, limited, too_large

JSON = "application/json"
MULTIPART = "multipart/form-data"
REPORT_PART = "allegation"
KEY_CHARS_MAX = 255
"""Column widths and header limits everywhere allow it; a UUID has 36."""

_KEY = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class Body:
    """A request's body: the report as JSON, and its files by part name."""

    report: bytes
    uploads: Mapping[str, Upload]


@asynccontextmanager
async def read_body(request: Request, limits: Limits) -> AsyncIterator[Body]:
    """The body of a request, its files open until the end of the block.

    Raises:
        Problem: unsupported-media-type, too-large, too-slow, broken-off or
            not-multipart.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip()
    if media_type.lower() == JSON:
        with in_time(limits.body_s):
            stream = limited(request, limits.json_bytes_max)
            report = b"".join([chunk async for chunk in stream])
        yield Body(report, {})
    elif media_type.lower() == MULTIPART:
        with in_time(limits.body_s):
            form = await _parse_form(request, limits)
        try:
            yield await _body_of(form, limits)
        finally:
            await form.close()
    else:
        raise Problem(
            "unsupported-media-type",
            f"Send the report as {JSON}, or with files as {MULTIPART}.",
            headers={"Accept-Post": f"{JSON}, {MULTIPART}"},
        )


def idempotency_key(request: Request) -> str | None:
    """The Idempotency-Key, without the quotes that its draft standard asks for.

    Raises:
        Problem: bad-key.
    """
    given = request.headers.get("idempotency-key")
    if given is None:
        return None
    quoted = len(given) > 1 and given.startswith('"') and given.endswith('"')
    key = given[1:-1] if quoted else given
    if len(key) > KEY_CHARS_MAX or not _KEY.fullmatch(key):
        raise Problem(
            "bad-key",
            f"Use 1 to {KEY_CHARS_MAX} visible ASCII characters, for instance a UUID.",
        )
    return key


def require_utf8(request: Request) -> None:
    """Let a form pass that is in UTF-8.

    RFC 7578 has no parameter `charset`, and every browser sends UTF-8. The parser would
    decode with whatever codec is named, and some take hours for a megabyte: `punycode`
    looks through all that it has for each letter.

    Raises:
        Problem: unsupported-media-type.
    """
    _, options = parse_options_header(request.headers.get("content-type", ""))
    if options.get(b"charset", b"utf-8").lower() not in {b"utf-8", b"utf8"}:
        raise Problem("unsupported-media-type", "Send the form in UTF-8.")


async def _parse_form(request: Request, limits: Limits) -> FormData:
    require_utf8(request)
    parser = MultiPartParser(
        request.headers,
        limited(request, limits.upload_bytes_max),
        # The report itself may come as a file part, as curl's -F name=@file sends it.
        max_files=limits.files_max + 1,
        max_fields=1,
        max_part_size=limits.json_bytes_max,
    )
    try:
        return await parser.parse()
    except MultiPartException as exc:
        if exc.message.startswith("Too many fields"):
            raise _stray_part() from exc
        if exc.message.startswith(("Too many", "Part exceeded")):
            raise Problem(
                "too-large",
                f"A form has one part {REPORT_PART} of at most"
                f" {limits.json_bytes_max} bytes and at most"
                f" {limits.files_max} files.",
            ) from exc
        raise Problem(
            "not-multipart", "The form is broken off or has no proper parts."
        ) from exc


async def _body_of(form: FormData, limits: Limits) -> Body:
    report: bytes | None = None
    uploads: dict[str, Upload] = {}
    for name, part in form.multi_items():
        if name in uploads or (name == REPORT_PART and report is not None):
            raise Problem("not-multipart", "Two parts of the form have the same name.")
        if name != REPORT_PART and isinstance(part, UploadFile):
            content = part.file
            uploads[name] = Upload(content, part.filename, part.content_type)
        elif name == REPORT_PART:
            report = await _report_of(part, limits)
        else:
            raise _stray_part()
    if report is None:
        raise Problem("not-multipart", f"The form has no part {REPORT_PART}.")
    return Body(report, uploads)


def _stray_part() -> Problem:
    """A misspelled part, or the report twice: neither may be lost in silence."""
    return Problem(
        "not-multipart",
        f"A form has one part {REPORT_PART}; every other part is a file, with a name.",
    )


async def _report_of(part: UploadFile | str, limits: Limits) -> bytes:
    if isinstance(part, str):
        return part.encode("utf-8", "surrogatepass")
    raw = await part.read(limits.json_bytes_max + 1)
    if len(raw) > limits.json_bytes_max:
        raise too_large(limits.json_bytes_max)
    return raw
