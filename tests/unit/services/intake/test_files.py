"""A file is what its bytes say; its name is cut down to a name."""

import io
import zipfile

import pytest

from services.intake.files import (
    MEDIA_TYPES,
    Upload,
    clean_filename,
    detect_media_type,
    size_bytes,
)
from services.intake.refusals import Refused

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"


def packed(*members: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for member in members:
            archive.writestr(member, ODT if member == "mimetype" else "content")
    return file.getvalue()


def detect(
    content: bytes, filename: str | None = None, declared: str | None = None
) -> str:
    upload = Upload(io.BytesIO(content), filename, declared)
    return detect_media_type(upload, where="/evidence/0")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"%PDF-1.4 rest", "application/pdf"),
        (b"\0" * 1000 + b"%PDF-1.4 rest", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\0\0", "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x18ftypheic\0\0", "image/heic"),
        (packed("[Content_Types].xml", "word/document.xml"), DOCX),
        (packed("[Content_Types].xml", "xl/workbook.xml"), XLSX),
        (packed("mimetype", "content.xml"), ODT),
        (b"<!DOCTYPE html><p>news</p>", "text/html"),
        (b"\xef\xbb\xbf \n<html lang='fr'>", "text/html"),
        ("Señales de alarma".encode(), "text/plain"),
        (b"\xff\xfea\0;\0b\0", "text/plain"),
        (b"MZee Juma told us", "text/plain"),
    ],
)
def test_the_bytes_say_what_a_file_is(content: bytes, expected: str) -> None:
    assert detect(content) == expected
    assert expected in MEDIA_TYPES


def test_a_file_that_lies_is_kept_as_what_it_is() -> None:
    assert detect(b"%PDF-1.4", "photo.png", "image/png") == "application/pdf"
    assert detect(b"<html>", "contract.pdf", "application/pdf") == "text/html"
    assert detect(b"just words", "photo.jpg", "image/jpeg") == "text/plain"


@pytest.mark.parametrize(
    ("filename", "declared", "expected"),
    [
        ("rows.csv", None, "text/csv"),
        ("rows", "text/csv; charset=utf-8", "text/csv"),
        ("mail.EML", None, "message/rfc822"),
        ("page.htm", "application/octet-stream", "text/html"),
        ("notes.txt", "text/plain", "text/plain"),
        (None, None, "text/plain"),
    ],
)
def test_the_sender_chooses_only_among_kinds_of_text(
    filename: str | None, declared: str | None, expected: str
) -> None:
    assert detect(b"a,b\n1,2\n", filename, declared) == expected


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\0\x03\0",
        b"\x7fELF\x02\x01",
        b"\xca\xfe\xba\xbe\0\0",
        b"#!/bin/sh\nrm",
        b"L\x00\x00\x00\x01\x14\x02\x00\0",
    ],
)
def test_a_program_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="file-type-refused") as refused:
        detect(content, "contract.pdf")
    [fault] = refused.value.faults
    assert fault.pointer == "/evidence/0"
    assert fault.detail == "the file is a program; programs are not taken"


@pytest.mark.parametrize("filename", ["a.exe", "a.pdf.JS", "run.bat", "x.lnk"])
def test_a_name_that_runs_when_opened_is_refused(filename: str) -> None:
    with pytest.raises(Refused, match="file-type-refused"):
        detect(b"words", filename)


@pytest.mark.parametrize(
    "content",
    [
        b"\0\0\0\0 unknown",
        packed("a.txt"),
        packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 20,
    ],
    ids=["unknown", "zip", "macros", "old word"],
)
def test_what_nobody_can_read_safely_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="file-type-refused") as refused:
        detect(content, "contract.docx", DOCX)
    assert "save it as PDF" in refused.value.faults[0].detail


def test_looking_leaves_the_stream_at_its_start() -> None:
    upload = Upload(io.BytesIO(b"%PDF-" + b"x" * 200_000))
    detect_media_type(upload, where="")
    assert size_bytes(upload) == 200_005
    assert upload.content.tell() == 0


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("contract.pdf", "contract.pdf"),
        ("/home/amina/contract.pdf", "contract.pdf"),
        ("C:\\Users\\Amina\\contract.pdf", "contract.pdf"),
        ("../../etc/passwd", "passwd"),
        ("fdp\u202e.exe", "fdp.exe"),
        ("a\0b\nc.txt", "abc.txt"),
        ("合同.pdf", "合同.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("..", None),
        ("", None),
        (None, None),
    ],
)
def test_a_filename_is_cut_down_to_a_name(given: str | None, kept: str | None) -> None:
    assert clean_filename(given) == kept
