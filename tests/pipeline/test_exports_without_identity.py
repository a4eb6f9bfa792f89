"""Whoever reports is in no export, whatever was reported with the name."""

import io
from collections.abc import Iterator

import pytest
from pypdf import PdfReader

from schemas.case import CaseDocument
from schemas.topics import RECEIVED
from services.desk.exports.formats import CaseFormat, case_export
from services.index.documents import document
from tests.intake_world import intake_world, submission
from tests.unit.services.desk.exports.samples import AT
from tocsin.casework.fold import Placed, fold

REPORTER = {
    "name": "Philomena Quistgaard",
    "email": "philomena@example.org",
    "phone": "+45 1234 5678",
    "organization": "Skovgaard Esbjerg",
}


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseDocument]:
    """A case as it comes of a report that was signed."""
    with intake_world(tmp_path_factory.mktemp("intake")) as world:
        world.reception.receive(
            submission(reporter=REPORTER), uploads={}, channel="form"
        )
        assert len(world.sealed()) == 1
        (event,) = world.received()
        case = fold(None, Placed(event, RECEIVED.name, 0, 0))
        yield document(case, {})


@pytest.mark.parametrize("format_", ["pdf", "json", "csv"])
def test_no_export_of_a_case_holds_who_reported(
    reported: CaseDocument, format_: CaseFormat
) -> None:
    content = case_export(reported, format_, AT).content
    text = _text(content) if format_ == "pdf" else content.decode()
    assert reported.case_id in text or format_ == "csv"
    for told in REPORTER.values():
        for part in (told, *told.split()):
            assert part.lower() not in text.lower()


def _text(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_the_case_file_says_that_there_is_a_name(reported: CaseDocument) -> None:
    text = _text(case_export(reported, "pdf", AT).content)
    assert "identity sealed" in text
