"""What the desk answers about the cases that are related to one."""

from datetime import date

from services.desk.answers import Answer, CaseSummary, lag_s, summary
from tocsin.operations.lag import StreamLag
from tocsin.operations.related import Related


class NearTextRow(Answer):
    """A text of the case that reads like a text of another one."""

    evidence_id: str
    case_id: str
    other_evidence_id: str
    jaccard: float


class SameMakerRow(Answer):
    """Another case on the same manufacturer, exporter or vessel."""

    name: str
    case_id: str
    other_name: str
    score: float


class RelatedAnswer(Answer):
    """The cases that are related to a case."""

    near: tuple[NearTextRow, ...]
    same_maker: tuple[SameMakerRow, ...]
    cases: tuple[CaseSummary, ...]
    independent_sources: int
    more: int
    index_lag_seconds: float | None


def related_answer(found: Related, today: date, now: StreamLag | None) -> RelatedAnswer:
    """What was found, as an answer as of a day."""
    return RelatedAnswer(
        near=tuple(
            NearTextRow(
                evidence_id=row.evidence_id,
                case_id=row.case_id,
                other_evidence_id=row.other_evidence_id,
                jaccard=row.jaccard,
            )
            for row in found.near
        ),
        same_maker=tuple(
            SameMakerRow(
                name=row.name,
                case_id=row.case_id,
                other_name=row.other_name,
                score=row.score,
            )
            for row in found.same_maker
        ),
        cases=tuple(summary(document, today) for document in found.cases),
        independent_sources=found.sources,
        more=found.more,
        index_lag_seconds=lag_s(now),
    )
