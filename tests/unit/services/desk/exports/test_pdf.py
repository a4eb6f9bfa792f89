"""Case files as PDF: read back with a reader of PDF."""

import io
from collections.abc import Callable, Sequence

import pytest
from pypdf import PdfReader

from schemas.case import CaseDocument
from services.desk.exports.casefile import case_file
from services.desk.exports.formats import case_export
from services.desk.exports.notice import IDENTITY, NOTICE
from services.desk.exports.pdf import case_pdf
from services.desk.exports.typesetting import ToSet, typesetting
from tests.builders import NARRATIVE
from tests.desk_world import case_document
from tests.unit.services.desk.exports.samples import (
    AT,
    FILE_SHA256,
    HAN,
    HOSTILE,
    SENDER,
    full_case,
    sha256,
)
from tocsin.errors import DependencyDown

SetPdf = Callable[[CaseDocument], bytes]


@pytest.fixture(scope="module")
def set_pdf() -> SetPdf:
    work: Callable[[Sequence[ToSet]], list[bytes]] = typesetting()
    return lambda document: work([ToSet(case_file(document, AT, "0.1.0"), AT)])[0]


@pytest.fixture(scope="module")
def pdf(set_pdf: SetPdf) -> bytes:
    return set_pdf(full_case())


@pytest.fixture(scope="module")
def text(pdf: bytes) -> str:
    return _text(pdf)


def _text(pdf: bytes) -> str:
    """Its words; where lines end and runs of letters break does not matter."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    words = " ".join(page.extract_text() for page in pages).split()
    return " ".join(words).replace("\u200b", "")


@pytest.mark.parametrize(
    "words",
    [
        NOTICE,
        IDENTITY,
        "Exhibit 1: Narrative (text)",
        sha256(NARRATIVE),
        "Exhibit 3: Contract (file)",
        FILE_SHA256,
        "=contract.pdf",
        "Gaziantep Exhibit 1, characters 23 to 32; found by rule:test 1",
        "DOL List of Goods, edition 2024-09-05",
        "Completeness under 19 CFR 12.42(b)",
        "Evidence 11 of 15 Evidence: testimony, contract, news.",
        "In answer to Who buys them?",
        "status: new to in_review",
    ],
)
def test_the_file_shows_what_a_case_rests_on(text: str, words: str) -> None:
    assert words in text


@pytest.mark.parametrize("words", [SENDER, "competitor", "do not hand this on"])
def test_the_file_does_not_show_what_could_tell_who_reported(
    text: str, words: str
) -> None:
    assert words not in text


def test_what_a_report_says_is_never_read_as_markup(text: str) -> None:
    assert HOSTILE in text


def test_hanzi_are_set_in_letters_of_their_own(pdf: bytes, text: str) -> None:
    assert HAN in text
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(io.BytesIO(pdf)).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert any("NotoSansCJK" in name for name in fonts)
    assert any("NotoSansArabic" in name for name in fonts)


def test_the_same_case_and_time_give_the_same_bytes(
    pdf: bytes, set_pdf: SetPdf
) -> None:
    assert set_pdf(full_case()) == pdf
    made = PdfReader(io.BytesIO(pdf)).metadata
    assert made is not None
    assert made.creation_date == AT
    assert made.author is None


@pytest.mark.parametrize(
    "odd",
    [
        "\u202eevil\u2066 x",
        "\ud7ff\ue000\ufffe\uffff",
        "\x01\x02\x1b[31m",
        "a\u0301" * 3_000,
        "\U0001f600\U00010900",
        "\u2028\u2029\x0b\x0c\r\n\t",
        "{{ }} ${jndi} %s </script>",
    ],
)
def test_no_text_keeps_a_case_from_being_set(set_pdf: SetPdf, odd: str) -> None:
    document = case_document(
        allegation={
            "narrative": f"{odd} End.",
            "companies": [{"name": f"x{odd}"[:400]}],
        }
    )
    assert "End." in _text(set_pdf(document))


def test_it_is_set_in_a_child_process_with_limits() -> None:
    document = case_document()
    data = case_file(document, AT, "0.1.0")
    assert _text(case_pdf(data, AT)).startswith("Case file")
    with pytest.raises(DependencyDown, match="raised TypstError"):
        case_pdf({"title": "no other field"}, AT)


def test_a_file_holds_nothing_but_letters_on_paper(pdf: bytes) -> None:
    catalog = PdfReader(io.BytesIO(pdf)).root_object
    assert "/OpenAction" not in catalog
    assert "/AcroForm" not in catalog
    assert b"/JavaScript" not in pdf


def test_a_case_is_exported_at_a_whole_second() -> None:
    at = AT.replace(microsecond=1)
    files = [case_export(case_document(), "json", one).content for one in (AT, at)]
    assert files[0] == files[1]
    assert case_export(case_document(), "pdf", at).content.startswith(b"%PDF-")
