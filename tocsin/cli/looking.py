"""tocsin show and status."""

from services.desk.answers import (
    CaseAnswer,
    StreamAnswer,
    lag_s,
    stages,
    summary,
)
from tocsin.cli.options import Data, Json, Set, settings_of
from tocsin.cli.output import console, print_json, print_table
from tocsin.cli.searching import lag_of
from tocsin.clock import SystemClock
from tocsin.errors import NotFound
from tocsin.operations.lag import LagWatch
from tocsin.operations.letters import DeadLetters, open_by_stage
from tocsin.operations.related import Related, related
from tocsin.wiring import open_index, open_log


def show(
    *, case_id: str, data: Data = None, set_: Set = None, json_: Json = False
) -> None:
    """Show one case."""
    settings = settings_of(data, set_, "log_url", "index_url")
    clock = SystemClock()
    with open_log(settings, clock) as log, open_index(settings) as index:
        found = index.get([case_id]).get(case_id)
        if found is None:
            raise NotFound(f"no case {case_id}")
        if found.document.stage == "erased":
            raise NotFound(f"case {case_id} was erased")
        answer = CaseAnswer(
            summary=summary(found.document, clock.now().date()),
            case=found.document.case,
            index_lag_seconds=lag_s(lag_of(log, clock).look()),
        )
        others = related(index, found.document)
    if json_:
        print_json(answer)
        return
    told = answer.summary.model_dump(mode="json", exclude_none=True)
    print_table(("Field", "Value"), ((n, _plain(v)) for n, v in told.items() if v))
    if assessed := answer.case.assessment or answer.case.enrichment:
        parts = ((p.part, p.points, p.reason) for p in assessed.priority.parts)
        print_table(("Part of the priority", "Points", "Why"), parts)
    if others.cases:
        print_related(others)


def print_related(found: Related) -> None:
    """The related cases as a table for people."""
    columns = ("Related case", "Why", "How much")
    near = (
        (
            row.case_id,
            f"{row.other_evidence_id} reads like {row.evidence_id}",
            f"{row.jaccard:.2f}",
        )
        for row in found.near
    )
    makers = (
        (row.case_id, f"the same maker: {row.other_name}", f"{row.score:.2f}")
        for row in found.same_maker
    )
    print_table(columns, (*near, *makers))
    console.print(
        f"{found.sources} independent sources in {len(found.cases) + 1} cases"
    )


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def status(*, data: Data = None, set_: Set = None, json_: Json = False) -> None:
    """Say how far behind the stages are."""
    settings = settings_of(data, set_, "log_url", "index_url")
    clock = SystemClock()
    with open_log(settings, clock) as log, open_index(settings) as index:
        now = LagWatch(log, clock).look()
        answer = StreamAnswer(
            at=now.at,
            stages=stages(now, open_by_stage(DeadLetters(log, clock).list())),
            cases=index.count(),
            index_lag_seconds=now.lag_s,
        )
    if json_:
        print_json(answer)
        return
    columns = ("Stage", "Behind", "Oldest, s", "Workers", "Dead letters")
    print_table(
        columns,
        (
            (
                stage.stage,
                stage.records_behind,
                round(stage.oldest_unprocessed_seconds, 1),
                ", ".join(stage.members) or "none",
                stage.dead_letters,
            )
            for stage in answer.stages
        ),
    )
    console.print(f"{answer.cases} cases in the index")
