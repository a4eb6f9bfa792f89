"""What the desk's API answers."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from pydantic import AwareDatetime, BaseModel, ConfigDict

from schemas.case import Case, CaseDocument
from tocsin.operations.lag import StreamLag
from tocsin.search.base import Bucket, FacetValue, Hit, SearchPage

Labels = Callable[[str, str], str]
"""Query field, value -> what a person reads."""

_CLOCK_STOPPED = frozenset({"referred", "closed"})


class Answer(BaseModel):
    """Base of all answers."""

    model_config = ConfigDict(frozen=True)


class CaseSummary(Answer):
    """A case as a row of a list."""

    case_id: str
    version: int
    title: str
    status: str
    stage: str
    assignee: str | None
    merged_into: str | None
    has_answer: bool
    priority: int
    alleges_forced_labor: bool | None
    completeness: int
    uncertainty: int
    received_at: AwareDatetime
    updated_at: AwareDatetime
    language: str
    channel: str | None
    external_id: str | None
    manufacturers: tuple[str, ...]
    countries: tuple[str, ...]
    countries_alleged: tuple[str, ...]
    regions: tuple[str, ...]
    subregions: tuple[str, ...]
    goods: tuple[str, ...]
    indicators: tuple[str, ...]
    tags: tuple[str, ...]
    lists: tuple[str, ...]
    evidence_items: int
    forward_by: date | None
    days_left: int | None
    snippets: tuple[str, ...] = ()


class FacetRow(Answer):
    """A value of a facet and how many cases of the search have it."""

    value: str
    label: str
    cases: int


class CasesAnswer(Answer):
    """One page of a search."""

    total: int
    cases: tuple[CaseSummary, ...]
    facets: dict[str, tuple[FacetRow, ...]]
    next_cursor: str | None
    index_lag_seconds: float | None


class CaseAnswer(Answer):
    """One case in full."""

    summary: CaseSummary
    case: Case
    index_lag_seconds: float | None


class AggregateRow(Answer):
    """Cases that share a value."""

    key: str
    label: str
    cases: int
    priority_max: int


class AggregatesAnswer(Answer):
    """A search, counted by a field or by time."""

    by: str
    total: int
    rows: tuple[AggregateRow, ...]
    index_lag_seconds: float | None


class StageAnswer(Answer):
    """One stage of the stream."""

    stage: str
    records_behind: int
    oldest_unprocessed_seconds: float
    records_per_second: float
    members: tuple[str, ...]
    dead_letters: int


class StreamAnswer(Answer):
    """The stream now."""

    at: AwareDatetime
    stages: tuple[StageAnswer, ...]
    cases: int
    index_lag_seconds: float


def summary(
    document: CaseDocument, today: date, snippets: tuple[str, ...] = ()
) -> CaseSummary:
    """A case as a row, with the days that 19 CFR 12.42(c) leaves as of a day.

    Days are negative once they are over, and none are left to count where the case was
    referred or closed.
    """
    fields = document.model_dump(
        include=set(CaseSummary.model_fields) - {"forward_by"},
        exclude={"case", "text"},
    )
    due = document.forward_by.date() if document.forward_by else None
    runs = due is not None and document.status not in _CLOCK_STOPPED
    return CaseSummary(
        **fields,
        has_answer=has_answer(document.case),
        forward_by=due,
        days_left=(due - today).days if due and runs else None,
        snippets=snippets,
    )


def has_answer(case: Case) -> bool:
    """Whether the reporter has answered since anybody last worked on the case."""
    reviews = [entry.at for entry in case.history if entry.version is not None]
    last = max(reviews, default=None)
    return any(last is None or answer.at > last for answer in case.answers)


def hit_summary(hit: Hit, today: date) -> CaseSummary:
    """A hit as a row, as of a day."""
    return summary(hit.document, today, tuple(hit.snippets))


def cases_answer(
    page: SearchPage, label: Labels, today: date, now: StreamLag | None
) -> CasesAnswer:
    """One page of a search as of a day, and how far behind the index is."""
    return CasesAnswer(
        total=page.total,
        cases=tuple(hit_summary(hit, today) for hit in page.hits),
        facets=facets(page, label),
        next_cursor=page.after,
        index_lag_seconds=lag_s(now),
    )


def facets(page: SearchPage, label: Labels) -> dict[str, tuple[FacetRow, ...]]:
    """The facets of a page, labelled."""
    return {
        name: tuple(_facet_row(name, value, label) for value in values)
        for name, values in page.facets.items()
    }


def _facet_row(field: str, value: FacetValue, label: Labels) -> FacetRow:
    return FacetRow(
        value=value.value, label=label(field, value.value), cases=value.cases
    )


def rows(buckets: Sequence[Bucket], by: str, label: Labels) -> tuple[AggregateRow, ...]:
    """The rows of an aggregate, labelled."""
    return tuple(
        AggregateRow(
            key=bucket.key,
            label=label(by, bucket.key),
            cases=bucket.cases,
            priority_max=bucket.priority_max,
        )
        for bucket in buckets
    )


def lag_s(now: StreamLag | None) -> float | None:
    """How far behind the index is, in seconds; None while it is not known."""
    return None if now is None else now.lag_s


def stages(lag: StreamLag, dead_letters: Mapping[str, int]) -> tuple[StageAnswer, ...]:
    """The stages, with ages as of the moment they were looked at."""
    return tuple(
        StageAnswer(
            stage=stage.stage,
            records_behind=stage.records_behind,
            oldest_unprocessed_seconds=(
                max((lag.at - stage.oldest_at).total_seconds(), 0.0)
                if stage.oldest_at
                else 0.0
            ),
            records_per_second=lag.rates_per_s.get(stage.stage, 0.0),
            members=stage.members,
            dead_letters=dead_letters.get(stage.stage, 0),
        )
        for stage in lag.stages
    )
