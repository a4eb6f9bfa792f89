"""The desk's API: searching cases, counting them, and watching the stream."""

from fastapi import APIRouter, Depends, Request

from services.desk.accounts.gate import Gate
from services.desk.accounts.guard import ANALYSTS, OPERATORS, READERS, Reviewer
from services.desk.answers import (
    AggregatesAnswer,
    CaseAnswer,
    CasesAnswer,
    StreamAnswer,
    cases_answer,
    lag_s,
    rows,
    stages,
    summary,
)
from services.desk.cases import case_document
from services.desk.labels import label
from services.desk.openapi import AGGREGATE, SEARCH
from services.desk.parameters import Parameters
from services.desk.related import RelatedAnswer, related_answer
from services.desk.sources import Sources
from tocsin.errors import BadQuery, DependencyDown
from tocsin.operations.letters import open_by_stage
from tocsin.operations.related import related
from tocsin.search.base import Interval
from tocsin.search.fields import FACETS

AGGREGATE_ROWS = 100
AGGREGATE_ROWS_MAX = 1_000
_INTERVALS: dict[str, Interval] = {"day": "day", "month": "month", "year": "year"}


def router(sources: Sources, gate: Gate) -> APIRouter:
    """The routes of the desk's API.

    All of them are plain functions: FastAPI runs them in threads, and index and log
    block.

    Args:
        sources: what is shown.
        gate: says who asks.
    """
    api = APIRouter(prefix="/v1", tags=["desk"], dependencies=[Depends(gate)])
    index, lag, clock = sources.index, sources.lag, sources.clock

    @api.get(
        "/cases", summary="Search cases", openapi_extra=SEARCH, dependencies=[READERS]
    )
    def search(request: Request) -> CasesAnswer:
        """Search with `q` in the search grammar, and with one parameter for each facet.

        A facet parameter may be repeated (any value matches); a value that starts with
        `!` excludes. `sort` is a field, with `-` in front for the highest first.
        """
        parameters = Parameters(request.query_params.multi_items())
        page = index.search(parameters.request(facets=FACETS, highlight=True))
        return cases_answer(page, label, clock.now().date(), lag.look())

    @api.get("/cases/{case_id}", summary="One case in full")
    def case(case_id: str, person: Reviewer) -> CaseAnswer:
        """The case as last written, whether it can be searched yet or not."""
        document = case_document(index, case_id)
        sources.readings.note(person, case_id, "as json")
        return CaseAnswer(
            summary=summary(document, clock.now().date()),
            case=document.case,
            index_lag_seconds=lag_s(lag.look()),
        )

    @api.get("/cases/{case_id}/related", summary="Cases that tell of the same")
    def related_cases(case_id: str, person: Reviewer) -> RelatedAnswer:
        """Near-duplicate texts, cases on the same maker, and independent sources."""
        document = case_document(index, case_id)
        sources.readings.note(person, case_id, "related cases")
        found = related(index, document)
        return related_answer(found, clock.now().date(), lag.look())

    @api.get(
        "/aggregates",
        summary="Count the cases of a search",
        openapi_extra=AGGREGATE,
        dependencies=[ANALYSTS],
    )
    def aggregates(request: Request) -> AggregatesAnswer:
        """Count by a facet (`by=country`) or by the time received (`by=month`)."""
        parameters = Parameters(request.query_params.multi_items(), also=("by", "rows"))
        by = parameters.one("by") or ""
        search_request = parameters.request()
        if by in _INTERVALS:
            buckets = index.histogram(search_request, interval=_INTERVALS[by])
        elif by in FACETS:
            most = parameters.number(
                "rows", AGGREGATE_ROWS, low=1, high=AGGREGATE_ROWS_MAX
            )
            buckets = index.aggregate(search_request, by=by, values_max=most)
        else:
            known = ", ".join((*FACETS, *_INTERVALS))
            raise BadQuery(f"by: give one of {known}", parameter="by")
        return AggregatesAnswer(
            by=by,
            total=index.search(search_request).total,
            rows=rows(buckets, by, label),
            index_lag_seconds=lag_s(lag.look()),
        )

    @api.get("/stream", summary="The stream now", dependencies=[OPERATORS])
    def stream() -> StreamAnswer:
        """Lag, rate, oldest unprocessed record and open dead letters of each stage.

        503 while the log does not answer.
        """
        now, told = lag.look(), sources.letters.look()
        if now is None or told is None:
            raise DependencyDown("the log", "it has not answered in time")
        return StreamAnswer(
            at=now.at,
            stages=stages(now, open_by_stage(told)),
            cases=index.count(),
            index_lag_seconds=now.lag_s,
        )

    return api
