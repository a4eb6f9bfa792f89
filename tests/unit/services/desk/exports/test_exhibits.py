from services.desk.exports.exhibits import exhibits
from tests.builders import NARRATIVE
from tests.unit.services.desk.exports.samples import (
    EVIDENCE,
    FILE_SHA256,
    full_case,
    sha256,
)


def test_each_text_and_each_file_is_an_exhibit_with_its_hash() -> None:
    found = exhibits(full_case().case)
    assert [(one.number, one.evidence_id, one.holds, one.sha256) for one in found] == [
        (1, "narrative", "text", sha256(NARRATIVE)),
        (2, "e1", "text", sha256(str(EVIDENCE[0]["text"]))),
        (3, "e2-file", "file", FILE_SHA256),
        (4, "e3", "address", None),
        (5, "answer-a1", "text", sha256("Harrow and Vale of Ohio")),
    ]


def test_an_exhibit_tells_what_its_sender_said_of_it() -> None:
    contract = exhibits(full_case().case)[2]
    assert contract.filename == "=contract.pdf"
    assert contract.size_bytes == 12_345
    assert contract.shows == "The employer holds the passports"
    assert contract.supports == ("retention_of_identity_documents",)


def test_an_answer_is_an_exhibit_that_names_its_question() -> None:
    assert exhibits(full_case().case)[4].question == "Who buys them?"
