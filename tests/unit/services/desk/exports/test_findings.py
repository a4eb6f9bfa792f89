import csv
import io

from services.desk.exports.findings import findings_csv
from tests.builders import NARRATIVE
from tests.unit.services.desk.exports.samples import full_case, sha256


def test_each_finding_is_a_row_with_its_exhibit() -> None:
    case = full_case().case
    content = findings_csv(case).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert len(rows) == 5
    assert rows[2] == {
        "case_id": case.case_id,
        "finding_id": "f-indicator",
        "kind": "indicator",
        "value": "retention_of_identity_documents",
        "label": "retention of identity documents",
        "quote": "the manager keeps our passports",
        "exhibit": "1",
        "evidence_id": "narrative",
        "exhibit_sha256": sha256(NARRATIVE),
        "start": "33",
        "end": "64",
        "confidence": "0.9",
        "found_by": "rule:test 1",
        "judgement": "accepted",
    }
    assert [row["judgement"] for row in rows] == ["", "", "accepted", "", "rejected"]
