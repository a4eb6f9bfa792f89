"""Copies without metadata: what is planted is gone, and what is told stays."""

import zlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
import typst
from docx import Document
from pypdf import PdfReader

from services.desk.files.cleaning import TASK
from tests.unit.tocsin.cleaning import laden
from tests.unit.tocsin.text import files
from tocsin.cleaning import Cleaned, FileToClean
from tocsin.cleaning.files import clean
from tocsin.processes import Failed, Pool

STORY = "They kept our passports."
LADEN: dict[str, Callable[[], bytes]] = {
    "image/jpeg": laden.jpeg,
    "image/png": laden.png,
    "image/webp": laden.webp,
    "application/pdf": lambda: laden.pdf(STORY, "second page"),
    "docx": lambda: laden.docx(STORY),
    "xlsx": lambda: laden.xlsx(STORY),
    "odt": lambda: laden.odt(STORY),
}
DOCUMENTS = ("docx", "xlsx", "odt")


def copy_of(content: bytes, media_type: str = "application/octet-stream") -> bytes:
    made = clean(FileToClean(content, media_type))
    assert made.problem is None
    assert made.kept == "cleaned"
    return made.content


def unpacked(content: bytes) -> bytes:
    """A file with all that is packed in it beside it."""
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as archive:
            listed = " ".join(archive.namelist()).encode()
            return listed + b"".join(archive.read(one) for one in archive.namelist())
    if content.startswith(b"%PDF"):
        return content + _streams(content)
    return content


def _streams(content: bytes) -> bytes:
    found = []
    for part in content.split(b"stream\n")[1:]:
        try:
            found.append(zlib.decompressobj().decompress(part))
        except zlib.error:
            found.append(part)
    return b"".join(found)


@pytest.mark.parametrize("kind", LADEN)
def test_who_made_a_file_is_in_no_part_of_its_copy(kind: str) -> None:
    content = LADEN[kind]()
    name = laden.NAME.encode()
    assert name in unpacked(content)
    assert name not in unpacked(copy_of(content))


@pytest.mark.parametrize("kind", LADEN)
def test_the_same_file_gives_the_same_copy(kind: str) -> None:
    content = LADEN[kind]()
    assert copy_of(content) == copy_of(content)


@pytest.mark.parametrize("kind", LADEN)
def test_a_copy_is_clean_already(kind: str) -> None:
    once = copy_of(LADEN[kind]())
    assert unpacked(copy_of(once)).find(laden.NAME.encode()) == -1


@pytest.mark.parametrize("kind", ["image/jpeg", "image/png", "image/webp"])
def test_a_picture_can_be_shown_after(kind: str) -> None:
    """By decoders that are not ours."""
    ending = kind.removeprefix("image/")
    page = typst.compile(
        f"#image(bytes(({','.join(map(str, copy_of(LADEN[kind]())))},)),"
        f' format: "{"jpg" if ending == "jpeg" else ending}")'.encode()
    )
    assert page.startswith(b"%PDF")


def test_which_way_a_photo_is_up_is_kept_and_nothing_else_of_its_exif() -> None:
    copy = copy_of(laden.jpeg(orientation=6))
    exif = copy.index(b"Exif\0\0")
    assert copy[exif + 6 : exif + 32] == (
        b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
    )
    assert b"Exif" not in copy_of(laden.jpeg(orientation=1))


def test_the_pixels_of_a_photo_are_not_touched() -> None:
    content = laden.jpeg()
    scan = content[content.index(b"\xff\xda") : content.index(b"\xff\xd9")]
    assert scan in copy_of(content)


def test_a_pdf_keeps_its_pages_and_notes() -> None:
    reader = PdfReader(BytesIO(copy_of(laden.pdf(STORY, "second page"))))
    assert [page.extract_text() for page in reader.pages] == [STORY, "second page"]
    notes = reader.pages[0].annotations
    assert notes is not None
    assert [one.get_object()["/Contents"] for one in notes] == ["a note that stays"]
    assert reader.attachments == {}
    assert set(reader.root_object) == {"/Type", "/Pages"}


def test_a_docx_keeps_text_notes_and_pictures() -> None:
    copy = copy_of(laden.docx(STORY))
    document = Document(BytesIO(copy))
    assert [one.text for one in document.comments] == ["a note that stays"]
    assert [one.author for one in document.comments] == [""]
    changed = unpacked(copy)
    assert b"<pic:pic" in changed
    assert STORY.encode() in changed
    assert b"w:date" not in changed
    assert b"rsid" not in changed


def test_an_xlsx_keeps_cells_tables_and_notes() -> None:
    told = unpacked(copy_of(laden.xlsx(STORY)))
    for kept in (STORY, "a note that stays", 'displayName="Wages"'):
        assert kept.encode() in told
    assert b"docProps" not in told


def test_an_odt_keeps_its_text_and_the_order_of_its_parts() -> None:
    copy = copy_of(laden.odt(STORY))
    with ZipFile(BytesIO(copy)) as archive:
        assert archive.namelist() == [
            "mimetype",
            "content.xml",
            "META-INF/manifest.xml",
        ]
    assert STORY.encode() in unpacked(copy)


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_no_part_of_a_document_points_to_one_that_was_left_out(kind: str) -> None:
    told = unpacked(copy_of(LADEN[kind]()))
    for part in (b"core.xml", b"app.xml", b"customXml", b"meta.xml"):
        assert part not in told


def test_plain_text_is_handed_out_as_it_is() -> None:
    text = FileToClean(b"January,unpaid", "text/csv")
    assert clean(text) == Cleaned(b"January,unpaid", kept="as_it_is")


EVIL = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x/>'
)


@pytest.mark.parametrize(
    ("content", "media_type", "problem"),
    [
        (b"<title>News</title>", "text/html", "no_way_to_clean"),
        (files.eml(plain="They kept my pay."), "message/rfc822", "no_way_to_clean"),
        (b"\0\0\0\x18ftypheic", "image/heic", "no_way_to_clean"),
        (laden.huge_jpeg(), "image/jpeg", "too_many_pixels"),
        (laden.png(width=200_000_000), "image/png", "too_many_pixels"),
        (laden.jpeg()[:400], "image/jpeg", "damaged"),
        (b"\xff\xd8\xff\xd9", "no picture", "damaged"),
        (laden.png()[:80], "image/png", "damaged"),
        (laden.webp()[:40], "image/webp", "damaged"),
        (files.encrypted_pdf("secret"), "application/pdf", "encrypted"),
        (b"%PDF-1.7 and then nothing", "application/pdf", "damaged"),
        (files.pdf(*[""] * 1_001), "application/pdf", "too_many_pages"),
        (files.docx("cut off")[:200], "docx", "damaged"),
        (files.zip_bomb(), "docx", "too_large_inside"),
        (laden.odt("secret", encrypted=True), "odt", "encrypted"),
        (laden.with_parts(files.docx(""), {"word/x.xml": EVIL}), "entities", "damaged"),
        (
            laden.with_parts(files.docx(""), {"word/embeddings/a.xlsx": b"PK"}),
            "docx",
            "holds_other_files",
        ),
        (laden.with_parts(b"PK\5\6" + bytes(18), {"a": b""}), "zip", "no_way_to_clean"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_cleaned_says_why(
    content: bytes, media_type: str, problem: str
) -> None:
    assert clean(FileToClean(content, media_type)) == Cleaned(problem=problem)


def test_a_sheet_of_zeros_packed_to_nothing_is_not_unpacked() -> None:
    content = laden.with_parts(files.docx(""), {"word/x.bin": bytes(50 << 20)})
    assert clean(FileToClean(content, "docx")).problem == "too_large_inside"


def test_every_kind_is_cleaned_by_a_child_that_is_shut_in() -> None:
    with Pool[FileToClean, Cleaned](replace(TASK, timeout_s=60.0), processes=1) as pool:
        made = pool.run([FileToClean(make(), "") for make in LADEN.values()])
    assert [one if isinstance(one, Failed) else one.problem for one in made] == [
        None
    ] * len(LADEN)
