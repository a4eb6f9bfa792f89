"""What a file is, going by its bytes, and under which name it is kept.

What the sender says of a file only chooses among kinds of text: a file that lies about
its type is kept as what it is, unless that is nothing intake takes. Nothing is opened
or unpacked here; that is done later, in a process with limits.
"""

import os
import re
import unicodedata
from dataclasses import dataclass
from typing import BinaryIO

from schemas.submission import StoredFile
from services.intake.refusals import Fault, Refused
from tocsin.blobs import sha256_of

HEAD_BYTES = 64 * 1024
TAIL_BYTES = 64 * 1024
"""The end of a ZIP lists its members: enough for the 1,000 of any ordinary document."""

FILENAME_CHARS_MAX = 200
"""Room for every real name; far below the 500 of a line."""

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ODT = "application/vnd.oasis.opendocument.text"

_PDF_START_BYTES = 1024
"""The header of a PDF may follow that much of anything (ISO 32000-1, H.3.4.1)."""

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
_TEXT_TYPES = {
    ".csv": "text/csv",
    ".eml": "message/rfc822",
    ".htm": "text/html",
    ".html": "text/html",
}
MEDIA_TYPES = (
    "application/pdf",
    _DOCX,
    _XLSX,
    _ODT,
    "text/html",
    "message/rfc822",
    "text/plain",
    "text/csv",
    "image/png",
    "image/jpeg",
    "image/webp",
    "image/heic",
)
"""Every type that a file of a report is kept under."""

_PROGRAM_STARTS = (
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",  # Mach-O for several processors, and Java classes
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"#!",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # Windows shortcut
)
_PROGRAM_ENDINGS = frozenset(
    {".apk", ".app", ".bat", ".cmd", ".com", ".dll", ".dmg", ".exe", ".hta", ".jar"}
    | {".js", ".jse", ".lnk", ".msi", ".ps1", ".scr", ".sh", ".vbe", ".vbs", ".wsf"}
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: a seekable stream and what the sender says of it."""

    content: BinaryIO
    filename: str | None = None
    media_type: str | None = None


def size_bytes(upload: Upload) -> int:
    """Length of the whole stream, which is left at its start."""
    size = upload.content.seek(0, os.SEEK_END)
    upload.content.seek(0)
    return size


def detect_media_type(upload: Upload, *, where: str) -> str:
    """The type of a file, one of MEDIA_TYPES.

    Args:
        upload: the file; its stream is left at its start.
        where: JSON pointer of the evidence that names it.

    Raises:
        Refused: `file-type-refused`: a program, or nothing that intake takes.
    """
    head, tail = _ends(upload.content)
    ending = os.path.splitext(upload.filename or "")[1].lower()  # noqa: PTH122 - text
    if _is_program(head) or ending in _PROGRAM_ENDINGS:
        raise _refusal(where, "is a program; programs are not taken")
    found = _signed_type(head) or _zip_type(head, tail) or _boxed_image_type(head)
    if found is None and _is_text(head):
        found = _text_type(head, ending, upload.media_type)
    if found is None:
        raise _refusal(
            where,
            "is of no type that is taken; save it as PDF, DOCX, XLSX, ODT, HTML, EML,"
            " TXT, CSV, PNG, JPEG, WebP or HEIC",
        )
    return found


def stored_file(upload: Upload, *, where: str) -> StoredFile:
    """A file as the report names it; it is not stored yet.

    Args:
        upload: read to its end and put back to where it stood.
        where: JSON pointer of the upload, for a refusal.

    Raises:
        Refused: file-type-refused.
    """
    media_type = detect_media_type(upload, where=where)
    start = upload.content.tell()
    sha256 = sha256_of(upload.content)
    upload.content.seek(start)
    return StoredFile(
        size_bytes=size_bytes(upload),
        sha256=sha256,
        media_type=media_type,
        filename=clean_filename(upload.filename),
    )


def clean_filename(filename: str | None) -> str | None:
    """The base name, without folders, control characters and direction overrides."""
    base = re.split(r"[/\\]", filename or "")[-1]
    shown = "".join(
        char for char in base if unicodedata.category(char) not in {"Cc", "Cf", "Cs"}
    ).strip()
    if len(shown) > FILENAME_CHARS_MAX:
        stem, ending = os.path.splitext(shown)  # noqa: PTH122 - text, not a path
        ending = ending[:20]
        shown = stem[: FILENAME_CHARS_MAX - len(ending)] + ending
    return shown if shown.strip(".") else None


def _refusal(where: str, why: str) -> Refused:
    return Refused(
        "file-type-refused",
        "A file of the report cannot be taken.",
        [Fault(where, f"the file {why}")],
    )


def _ends(content: BinaryIO) -> tuple[bytes, bytes]:
    size = content.seek(0, os.SEEK_END)
    content.seek(max(0, size - TAIL_BYTES))
    tail = content.read(TAIL_BYTES)
    content.seek(0)
    head = content.read(HEAD_BYTES)
    content.seek(0)
    return head, tail


def _is_program(head: bytes) -> bool:
    if head.startswith(b"MZ"):  # Windows; a text may begin with these letters too
        return b"\0" in head
    return head.startswith(_PROGRAM_STARTS)


def _signed_type(head: bytes) -> str | None:
    if b"%PDF-" in head[:_PDF_START_BYTES]:
        return "application/pdf"
    for start, media_type in _SIGNATURES:
        if head.startswith(start):
            return media_type
    return None


def _zip_type(head: bytes, tail: bytes) -> str | None:
    if not head.startswith(b"PK\x03\x04"):
        return None
    if head[30:].startswith(b"mimetype" + _ODT.encode()):
        return _ODT
    if b"vbaProject.bin" in tail:
        return None
    if b"word/document" in tail:
        return _DOCX
    if b"xl/workbook" in tail:
        return _XLSX
    return None


def _boxed_image_type(head: bytes) -> str | None:
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1"}:
        return "image/heic"
    return None


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16, as spreadsheets save it
        return True
    return b"\0" not in head


def _text_type(head: bytes, ending: str, declared: str | None) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "text/html"
    named = (declared or "").partition(";")[0].strip().lower()
    if named in _TEXT_TYPES.values():
        return named
    return _TEXT_TYPES.get(ending, "text/plain")
