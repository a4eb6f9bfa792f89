"""Every piece of evidence of a case, with the ids by which findings name it."""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.case import Answer, Case
from schemas.enrichment import answer_file_id, answer_text_id, file_id, text_id
from schemas.submission import Evidence


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence.

    Attributes:
        number: of the report's evidence, from 1; of an answer, None.
        text_id: the evidence id of its text.
        file_id: the evidence id of what its file holds.
        answer: the answer that it came with; None for what came with the report.
    """

    item: Evidence
    number: int | None
    text_id: str
    file_id: str
    answer: Answer | None = None

    @property
    def title(self) -> str:
        """What people know it by."""
        if self.answer is None:
            own = f": {self.item.title}" if self.item.title else ""
            return f"Evidence {self.number}{own}"
        way = "Answer" if self.answer.question_id else "Sent later"
        return f"{way}, {self.answer.at:%-d %b %Y}"


def evidence_of(case: Case) -> Iterator[Piece]:
    """What came with the report, then what came later; the narrative is apart."""
    said = case.allegation
    for number, item in enumerate(said.evidence if said else (), 1):
        yield Piece(item, number, text_id(number), file_id(number))
    for one in case.answers:
        ids = answer_text_id(one.id), answer_file_id(one.id)
        yield Piece(one.answer, None, *ids, answer=one)
