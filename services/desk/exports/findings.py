"""The findings of a case as CSV, a row each."""

from collections.abc import Iterator

from schemas.case import Case
from services.desk.cells import Cell, to_csv
from services.desk.exports.citations import Citations
from services.desk.exports.exhibits import exhibits
from services.desk.pages.marking import value

HEADER = (
    "case_id",
    "finding_id",
    "kind",
    "value",
    "label",
    "quote",
    "exhibit",
    "evidence_id",
    "exhibit_sha256",
    "start",
    "end",
    "confidence",
    "found_by",
    "judgement",
)


def findings_csv(case: Case) -> bytes:
    """What was found, where it stands, and what a reviewer said of it."""
    return to_csv(HEADER, _rows(case))


def _rows(case: Case) -> Iterator[tuple[Cell, ...]]:
    numbered = exhibits(case)
    citations = Citations(case, numbered)
    hashes = {one.evidence_id: one.sha256 for one in numbered}
    for finding in citations.findings:
        cited = citations.one(finding)
        yield (
            case.case_id,
            finding.id,
            finding.kind,
            finding.value,
            value(finding),
            cited.quote,
            cited.exhibit or "",
            finding.evidence_id,
            hashes.get(finding.evidence_id) or "",
            cited.start,
            cited.end,
            finding.confidence,
            cited.found_by,
            cited.judgement,
        )
