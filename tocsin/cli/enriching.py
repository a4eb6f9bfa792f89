"""tocsin enrich: texts in, findings out, without log and index; or stale cases."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import Field, ValidationError

from schemas.enrichment import NARRATIVE
from schemas.submission import Allegation, Narrative
from schemas.values import LanguageCode, Line, Value
from services.enrich.job import Job, JobText
from services.enrich.pools import reading_task
from services.enrich.report import report
from services.enrich.stamp import stamp
from tocsin.cli.exit_code import ExitCode
from tocsin.cli.options import Data, Set, settings_from, settings_of
from tocsin.cli.output import print_json_line, progress
from tocsin.cli.rows import Row, read_rows
from tocsin.clock import SystemClock
from tocsin.folders import lists_folder
from tocsin.lists import read_lists
from tocsin.operations.reenrichment import find_cases, put_back
from tocsin.operations.reenrichment import stale as stale_query
from tocsin.processes import Failed, Pool
from tocsin.search.base import SearchRequest
from tocsin.settings import BadSettings, Settings
from tocsin.version import CODE_VERSION
from tocsin.wiring import open_index, open_log

# Enough texts to fill the batches of all processes, few enough to hold in memory.
AT_ONCE = 256


class TextRow(Value):
    """A row: a text with an id."""

    id: Line
    text: Narrative
    language: LanguageCode | None = Field(default=None)


def enrich(
    *,
    jsonl: Annotated[
        Path | None, typer.Option("--jsonl", help="Rows {id, text, language}.")
    ] = None,
    stale: Annotated[
        bool,
        typer.Option("--stale", help="Instead: cases that other versions enriched."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only count the stale cases.")
    ] = False,
    data: Data = None,
    set_: Set = None,
) -> None:
    """Say what texts hold, or put stale cases through enrichment again."""
    if stale == (jsonl is not None) or (dry_run and not stale):
        raise BadSettings("enrich: give --jsonl FILE, or --stale with or without more")
    if jsonl is not None:
        _enrich_texts(settings_from(data, set_), jsonl)
    else:
        print_json_line(
            _put_back_stale(
                settings_of(data, set_, "log_url", "index_url"), dry_run=dry_run
            )
        )


def _put_back_stale(settings: Settings, *, dry_run: bool) -> dict[str, Any]:
    """Count the cases that other versions enriched, and put them back."""
    clock = SystemClock()
    lists = read_lists(lists_folder(settings))
    query = stale_query(stamp(settings.models, CODE_VERSION, lists))
    with open_log(settings, clock) as log, open_index(settings) as index:
        if dry_run:
            return {"stale": index.search(SearchRequest(query, limit=1)).total}
        with progress() as bar:
            task = bar.add_task("cases", total=None)
            cases = find_cases(index, query)
            done = put_back(log, clock, cases, lambda n: bar.advance(task, n))
    return {"stale": done.cases, "put_back": done.records, "missing": done.missing}


def _enrich_texts(settings: Settings, jsonl: Path) -> None:
    """One object a line, in the order of the rows."""
    processes = settings.enrich_processes or os.cpu_count() or 1
    task = reading_task(settings.models, CODE_VERSION, lists_folder(settings))
    today = datetime.now(UTC).date()
    is_whole = True
    rows = read_rows(jsonl)
    with Pool[Job, Any](task, processes=processes) as pool:
        while batch := list(islice(rows, AT_ONCE)):
            parsed = [_parsed(row) for row in batch]
            good = [row for row in parsed if isinstance(row, TextRow)]
            answers: Iterator[Any] = iter(
                pool.run(
                    [
                        Job(
                            Allegation(narrative=row.text, language=row.language),
                            (JobText(NARRATIVE, row.text, row.language),),
                            today,
                        )
                        for row in good
                    ]
                )
            )
            for row in parsed:
                told = _told(row, next(answers)) if isinstance(row, TextRow) else row
                is_whole = is_whole and "error" not in told
                print_json_line(told)
    if not is_whole:
        raise typer.Exit(ExitCode.FAILURE)


def _told(row: TextRow, answer: Any) -> dict[str, Any]:  # noqa: ANN401 - of a pool
    if isinstance(answer, Failed):
        return {"id": row.id, "error": f"{answer.reason}: {answer.detail}"}
    return report(row.id, answer)


def _parsed(row: Row) -> TextRow | dict[str, Any]:
    try:
        return TextRow.model_validate_json(row.raw)
    except ValidationError as exc:
        problem = exc.errors(include_input=False, include_url=False)[0]
        parts = [f"line {row.number}", *map(str, problem["loc"]), problem["msg"]]
        return {"id": _id_of(row), "error": ": ".join(parts)}


def _id_of(row: Row) -> str | None:
    try:
        found = json.loads(row.raw)
    except ValueError:
        return None
    id = found.get("id") if isinstance(found, dict) else None
    return id if isinstance(id, str) else None
