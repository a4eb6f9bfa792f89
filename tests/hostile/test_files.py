"""A file with some bytes changed is read and copied, or told to be damaged: no more."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.values import TEXT_CHARS_MAX
from services.desk.files.service import WHY
from tests.hostile.asking import CASES, trials
from tests.unit.tocsin.cleaning import laden
from tests.unit.tocsin.text import files
from tocsin.cleaning import FileToClean
from tocsin.cleaning.files import clean
from tocsin.samples import sample_file
from tocsin.text.extraction import FileToRead
from tocsin.text.extraction.files import extract
from tocsin.text.extraction.plain import printable

PROBLEMS = {
    None,
    "damaged",
    "empty",
    "encrypted",
    "no_text_in_this_type",
    "not_word",
    "too_large_inside",
    "too_many_pages",
}
SEEDS: dict[str, tuple[bytes, ...]] = {
    "application/pdf": (
        files.pdf("first page", "second (page)"),
        files.pdf("packed", compress=True),
        files.encrypted_pdf("locked"),
        sample_file("altaverica-entrevistas.pdf").read_bytes(),
        laden.pdf("first page"),
    ),
    "message/rfc822": (
        files.eml(plain=None, html="<p>They kept my pay.</p>"),
        sample_file("hwa-trenn-messages.eml").read_bytes(),
    ),
    "image/jpeg": (laden.jpeg(),),
    "image/png": (laden.png(),),
    "image/webp": (laden.webp(),),
    "text/html": (b"<title>News</title><style>p{}</style><p>Workers <b>locked</b>",),
}
WORDS = (
    *(b"<<", b">>", b"0 R", b"-1", b"99999999999", b"/Length", b"/Encrypt", b"/Kids"),
    *(b"<", b">", b"&#0;", b"<!DOCTYPE x [", b"w:val=", b"<w:gridSpan w:val='-1'/>"),
    *(b"=?utf-8?q?", b"?=", b"boundary=", b"charset=", b"base64", b"\r\n\r\n", b"\0"),
)
"""What parsers take for more than it is."""

_PLACES = st.floats(0, 1, exclude_max=True)
_CHANGES = st.lists(
    st.one_of(
        st.tuples(_PLACES, st.integers(0, 60), st.just(b"")),
        st.tuples(_PLACES, st.integers(0, 1), st.binary(max_size=4)),
        st.tuples(_PLACES, st.just(0), st.sampled_from(WORDS)),
    ),
    min_size=1,
    max_size=6,
)


def changed(content: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """The same with some bytes taken out, and others put in."""
    for where, out, put in changes:
        at = int(where * len(content))
        content = content[:at] + put + content[at + out :]
    return content


def check(content: bytes, media_type: str) -> None:
    """Neither its reader nor what copies it does more than say what is wrong."""
    made = clean(FileToClean(content, media_type))
    assert made.problem is None or made.problem in WHY
    found = extract(FileToRead(content, media_type))
    assert found.problem in PROBLEMS
    assert len(found.text) <= TEXT_CHARS_MAX
    assert printable(found.text) == found.text


@pytest.mark.parametrize("media_type", SEEDS)
def test_a_changed_file_is_read_or_damaged(media_type: str) -> None:
    @trials(CASES // 4)
    @given(st.sampled_from(SEEDS[media_type]), _CHANGES)
    def read(seed: bytes, changes: list[tuple[float, int, bytes]]) -> None:
        check(changed(seed, changes), media_type)

    read()


def test_a_document_with_a_changed_part_is_read_or_damaged() -> None:
    """Packed anew: a changed archive seldom gets beyond its checksum."""
    with zipfile.ZipFile(sample_file("agrivane-rapport.docx")) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = st.one_of(st.just("word/document.xml"), st.sampled_from(sorted(parts)))

    @trials(CASES // 8)
    @given(names, _CHANGES)
    def read(name: str, changes: list[tuple[float, int, bytes]]) -> None:
        content = BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            for part, plain in parts.items():
                wanted = changed(plain, changes) if part == name else plain
                archive.writestr(part, wanted)
        check(content.getvalue(), "application/octet-stream")

    read()


@pytest.mark.parametrize("media_type", [*SEEDS, "text/plain", "application/zip"])
def test_any_bytes_are_read_or_damaged(media_type: str) -> None:
    starts = st.sampled_from((b"", b"%PDF-1.7\n", b"PK\x03\x04", b"From: a@b\n\n"))

    @trials(CASES // 8)
    @given(starts, st.binary(max_size=500))
    def read(start: bytes, rest: bytes) -> None:
        check(start + rest, media_type)

    read()
