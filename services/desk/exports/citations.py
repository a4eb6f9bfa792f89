"""Findings as citations: the exact words, and the exhibit where they stand."""

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.case import Case
from schemas.enrichment import Finding
from services.desk.exports.exhibits import Exhibit
from services.desk.findings import findings


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of an exhibit.

    Attributes:
        quote: as they stand there.
        exhibit: its number; None where the evidence is no longer part of the case.
        start: in code points of the exhibit's text, from 0; of a file, of the text that
            was read from it.
        end: where they end, half open.
        found_by: model, rule or reviewer, with version.
        judgement: `accepted`, `rejected`, or empty where nobody judged it.
    """

    quote: str
    exhibit: int | None
    start: int
    end: int
    found_by: str
    judgement: str


class Citations:
    """The findings of a case by id, those that reviewers added among them."""

    def __init__(self, case: Case, exhibits: Iterable[Exhibit]) -> None:
        """Keep what is looked up."""
        self._by_id = findings(case)
        self._judgements = case.judgements
        self._numbers = {one.evidence_id: one.number for one in exhibits}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All of them: those of machines, then those of reviewers."""
        return tuple(self._by_id.values())

    def of(self, ids: Iterable[str]) -> tuple[Citation, ...]:
        """The citations of findings, in the order given."""
        return tuple(self.one(self._by_id[id]) for id in ids if id in self._by_id)

    def one(self, finding: Finding) -> Citation:
        """The citation of a finding."""
        return Citation(
            quote=finding.quote,
            exhibit=self._numbers.get(finding.evidence_id),
            start=finding.start,
            end=finding.end,
            found_by=_maker(finding),
            judgement=self._judgements.get(finding.id, ""),
        )


def _maker(finding: Finding) -> str:
    """What found it, with its version; models carry theirs in the name."""
    version = finding.found_by_version
    is_told = finding.found_by.endswith(f"@{version}")
    return finding.found_by if is_told else f"{finding.found_by} {version}"
