"""The samples are what a demonstration needs: valid, varied and complete."""

import email
import email.policy
import io
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import get_args

import docx
import pytest
from pypdf import PdfReader
from rapidfuzz import fuzz

from schemas.submission import ReporterRole, Submission
from tocsin.samples import load_samples, sample_file
from tocsin.samples.make_files import make_files, pdf_of

SAMPLES = load_samples()
UPLOADS = [
    item["upload"]
    for row in SAMPLES
    for item in row.get("evidence", [])
    if "upload" in item
]


@pytest.mark.parametrize("row", SAMPLES, ids=lambda row: row["id"])
def test_intake_knows_every_field_of_a_sample(row: dict[str, object]) -> None:
    submission = Submission.model_validate(row, extra="forbid")
    assert submission.narrative == row["narrative"]


def test_fifty_samples_have_ids_of_their_own() -> None:
    assert [row["id"] for row in SAMPLES] == [f"sample-{n:03d}" for n in range(1, 51)]


def test_samples_speak_four_languages() -> None:
    assert Counter(row["language"] for row in SAMPLES) == {
        "en": 31,
        "es": 8,
        "fr": 6,
        "zh": 5,
    }


def test_most_reporters_stay_anonymous_and_some_do_not() -> None:
    named = sum("reporter" in row for row in SAMPLES)
    assert 10 <= named < len(SAMPLES) / 2


def test_samples_come_from_every_kind_of_reporter() -> None:
    roles = {row.get("reporter_role") for row in SAMPLES}
    assert set(get_args(ReporterRole)) - roles == set()


def test_three_samples_spell_one_manufacturer_in_three_ways() -> None:
    names = {row["companies"][0]["name"] for row in SAMPLES[:3]}
    assert names == {
        "Perlindo Zarquell Gloves Sdn. Bhd.",
        "Zarquell Gloves",
        "PERLINDO ZARQUEL GLOVE S/B",
    }


def test_exactly_one_pair_of_neighbors_is_nearly_the_same_report() -> None:
    alike = [
        (one["id"], other["id"])
        for one, other in pairwise(SAMPLES)
        if fuzz.ratio(one["narrative"], other["narrative"]) > 80
    ]
    assert alike == [("sample-040", "sample-041")]


def test_five_samples_are_too_short_to_act_on() -> None:
    short = [row["id"] for row in SAMPLES if len(row["narrative"]) < 160]
    assert short == [f"sample-{n:03d}" for n in range(43, 48)]
    assert not any(row.get("products") for row in SAMPLES[42:47])


def test_every_uploaded_file_is_there_once_and_small() -> None:
    assert len(UPLOADS) == len(set(UPLOADS))
    sizes = [sample_file(name).stat().st_size for name in UPLOADS]
    assert all(400 < size < 30_000 for size in sizes)
    assert Counter(Path(name).suffix for name in UPLOADS) == {
        ".pdf": 4,
        ".docx": 4,
        ".eml": 1,
        ".html": 1,
        ".txt": 1,
    }


def test_no_file_lies_about_that_no_sample_names() -> None:
    folder = sample_file(UPLOADS[0]).parent
    assert {path.name for path in folder.iterdir()} == set(UPLOADS)


@pytest.mark.parametrize("name", ["nothing.pdf", "../__init__.py"])
def test_a_name_outside_the_samples_is_a_key_error(name: str) -> None:
    with pytest.raises(KeyError):
        sample_file(name)


def test_pdf_text_can_be_read_back_with_its_accents() -> None:
    reader = PdfReader(sample_file("altaverica-entrevistas.pdf"), strict=True)
    assert "Pastoral de Bateyes Cabo Ansón" in reader.pages[0].extract_text()


def test_a_long_text_fills_several_pages_in_order() -> None:
    text = "\n".join(f"line {n} (of many)" for n in range(100))
    reader = PdfReader(io.BytesIO(pdf_of(text)), strict=True)
    firsts = [page.extract_text().splitlines()[0] for page in reader.pages]
    assert firsts == ["line 0 (of many)", "line 48 (of many)", "line 96 (of many)"]


def test_docx_keeps_its_table_and_its_chinese() -> None:
    slip = docx.Document(str(sample_file("zarquell-payslip.docx")))
    assert slip.tables[0].rows[1].cells[1].text == "1,700.00"
    notice = docx.Document(str(sample_file("jiujiang-zhaogong.docx")))
    assert "半军事化管理" in "".join(part.text for part in notice.paragraphs)


def test_the_email_has_a_sender_and_a_readable_body() -> None:
    raw = sample_file("hwa-trenn-messages.eml").read_bytes()
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(preferencelist=("plain",))
    assert body is not None
    assert "We sleep four hours" in body.get_content()


def test_making_the_files_again_gives_the_committed_pdfs(tmp_path: Path) -> None:
    make_files(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.glob("*.pdf")}
    assert made == {name: sample_file(name).read_bytes() for name in made}
    assert len(made) == 4


def test_making_the_files_again_gives_the_committed_words(tmp_path: Path) -> None:
    make_files(tmp_path)
    words = {path.name: _paragraphs(path) for path in tmp_path.glob("*.docx")}
    assert words == {name: _paragraphs(sample_file(name)) for name in words}
    assert len(words) == 4


def _paragraphs(path: Path) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]
