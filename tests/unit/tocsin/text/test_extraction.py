import pytest

from schemas.values import TEXT_CHARS_MAX
from tests.unit.tocsin.text import files
from tocsin.processes import Failed, Limits, Pool, Task
from tocsin.text.extraction import EXTRACTING, Extracted, FileToRead
from tocsin.text.extraction.files import extract

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def read(content: bytes, media_type: str) -> Extracted:
    return extract(FileToRead(content, media_type))


def test_a_pdf_gives_the_text_of_its_pages_in_order() -> None:
    assert read(files.pdf("first page", "second page"), PDF).text == (
        "first page\nsecond page"
    )


def test_a_docx_gives_paragraphs_and_rows_of_tables() -> None:
    content = files.docx("Passports were kept.", table=("January", "unpaid"))
    assert read(content, DOCX).text == "Passports were kept.\nJanuary\tunpaid"


def test_a_page_gives_what_a_reader_sees() -> None:
    page = b"<title>News</title><style>p{}</style><p>Workers <b>locked</b> in</p>"
    text = read(page, "text/html; charset=utf-8").text
    assert text.split() == ["News", "Workers", "locked", "in"]


def test_a_mail_gives_subject_and_body_but_no_address() -> None:
    text = read(files.eml(plain="They kept my pay."), "message/rfc822").text
    assert text == "Wages\nThey kept my pay."


def test_a_mail_without_a_plain_body_gives_the_html_one() -> None:
    mail = files.eml(plain=None, html="<p>They kept my pay.</p>")
    assert "They kept my pay." in read(mail, "message/rfc822").text


def test_mails_that_are_forwarded_as_attachments_are_read_too() -> None:
    mail = files.forwarded(files.forwarded(files.eml(plain="They kept my pay.")))
    text = read(mail, "message/rfc822").text
    assert text.split("\n") == [
        *("Fwd", "See below.", ""),
        *("Fwd", "See below.", ""),
        *("Wages", "They kept my pay."),
    ]


def test_no_more_than_fifty_mails_of_a_file_are_read() -> None:
    mail = files.eml(plain="The first of all.")
    for _ in range(50):
        mail = files.forwarded(mail)
    text = read(mail, "message/rfc822").text
    assert (text.count("Fwd"), "The first of all." in text) == (50, False)


def test_the_files_of_a_mail_are_read_each_as_what_it_is() -> None:
    mail = files.carrying(
        (files.docx("A contract."), DOCX),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (files.pdf("They kept my pay."), "application/octet-stream"),
    )
    found = read(files.forwarded(mail), "message/rfc822")
    assert [line for line in found.text.split("\n") if line] == [
        *("Fwd", "See below.", "Papers", "See the files."),
        *("A contract.", "They kept my pay."),
    ]
    assert found.problem is None


def test_a_file_of_a_mail_that_cannot_be_read_takes_nothing_from_the_others() -> None:
    mail = files.carrying(
        (files.encrypted_pdf("secret"), PDF), (files.pdf("They kept my pay."), PDF)
    )
    assert read(mail, "message/rfc822") == Extracted(
        "Papers\nSee the files.\n\nThey kept my pay.", problem="attachment_unread"
    )


def test_no_more_than_fifty_files_of_a_mail_are_read() -> None:
    sent = [(b"one of many", "text/csv")] * 51
    found = read(files.carrying(*sent), "message/rfc822")
    assert found.text.count("one of many") == 50
    assert found.problem == "attachment_unread"


@pytest.mark.parametrize(
    "content",
    ["Señal".encode(), "Señal".encode("utf-16"), "Señal".encode("cp1252")],
    ids=["utf-8", "utf-16 with mark", "windows-1252"],
)
def test_plain_text_of_any_usual_encoding_is_read(content: bytes) -> None:
    assert read(content, "text/plain") == Extracted("Señal")


def test_a_file_that_lies_about_its_type_is_read_for_what_it_is() -> None:
    assert read(files.pdf("in truth a PDF"), "text/plain").text == "in truth a PDF"


def test_what_cannot_be_kept_becomes_a_blank() -> None:
    assert read(b"a\0b\x07c", "text/plain").text == "a b c"


def test_a_longer_text_is_cut_and_says_so() -> None:
    found = read(b"x" * (TEXT_CHARS_MAX + 1), "text/plain")
    assert (len(found.text), found.truncated) == (TEXT_CHARS_MAX, True)


@pytest.mark.parametrize(
    ("content", "media_type", "problem"),
    [
        (files.encrypted_pdf("secret"), PDF, "encrypted"),
        (b"%PDF-1.7 and then nothing", PDF, "damaged"),
        (files.pdf(*[""] * 1_001), PDF, "too_many_pages"),
        (files.docx("cut off")[:200], DOCX, "damaged"),
        (files.zip_bomb(), DOCX, "too_large_inside"),
        (b"", "text/plain", "empty"),
        (b"\x89PNG\r\n\x1a\n", "image/png", "no_text_in_this_type"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_without_readable_text_says_why(
    content: bytes, media_type: str, problem: str
) -> None:
    assert read(content, media_type) == Extracted(problem=problem)


def test_a_pdf_that_is_encrypted_in_an_unknown_way_is_encrypted() -> None:
    found = read(files.strangely_encrypted_pdf(), PDF)
    assert found == Extracted(problem="encrypted")


def test_a_docx_whose_text_is_no_xml_is_damaged() -> None:
    assert read(files.broken_docx(), DOCX) == Extracted(problem="damaged")


KINDS = {
    PDF: files.pdf("They kept our passports."),
    DOCX: files.docx("They kept our passports."),
    "text/html": b"<p>They kept our passports.</p>",
    "message/rfc822": files.eml(plain="They kept our passports."),
    "text/plain": b"They kept our passports.",
}


def test_files_are_read_by_a_child_that_is_shut_in_and_a_bomb_ends_in_it() -> None:
    task = Task(
        EXTRACTING,
        result=Extracted,
        limits=Limits(memory_bytes=1 << 30, file_bytes=0, confined=True),
        timeout_s=60.0,
    )
    with Pool[FileToRead, Extracted](task, processes=1) as pool:
        bomb, *good = pool.run(
            [
                FileToRead(files.pdf_bomb(), PDF),
                *(FileToRead(content, kind) for kind, content in KINDS.items()),
            ]
        )
    assert isinstance(bomb, Failed) or bomb.problem is not None
    for one in good:
        assert isinstance(one, Extracted)
        assert one.text.endswith("They kept our passports.")
