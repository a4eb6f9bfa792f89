"""tocsin enrich: texts in, findings out; no log and no index needed."""

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
from tocsin.cli.options import Data, Set, settings_from
from tocsin.cli.output import print_json_line
from tocsin.cli.rows import Row, read_rows
from tocsin.processes import Failed, Pool
from tocsin.version import CODE_VERSION

# Enough texts to fill the batches of all processes, few enough to hold in memory.
AT_ONCE = 256


class TextRow(Value):
    """A row: a text with an id."""

    id: Line
    text: Narrative
    language: LanguageCode | None = Field(default=None)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="enrich")(enrich)


def enrich(
    *,
    jsonl: Annotated[Path, typer.Option("--jsonl", help="Rows {id, text, language}.")],
    data: Data = None,
    set_: Set = None,
) -> None:
    """Say what texts hold: one object a line, in the order of the rows."""
    settings = settings_from(data, set_)
    processes = settings.enrich_processes or os.cpu_count() or 1
    task = reading_task(settings.models, CODE_VERSION)
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
        raise typer.Exit(1)


def _told(row: TextRow, answer: Any) -> dict[str, Any]:  # noqa: ANN401 - of a pool
    if isinstance(answer, Failed):
        return {"id": row.id, "error": f"{answer.reason}: {answer.detail}"}
    return report(row.id, answer)


def _parsed(row: Row) -> TextRow | dict[str, Any]:
    try:
        return TextRow.model_validate_json(row.raw)
    except ValidationError as exc:
        problem = exc.errors(include_input=False, include_url=False)[0]
        where = "/".join(str(part) for part in problem["loc"])
        return {
            "id": _id_of(row),
            "error": f"line {row.number}: {where}: {problem['msg']}",
        }


def _id_of(row: Row) -> str | None:
    try:
        found = json.loads(row.raw)
    except ValueError:
        return None
    id = found.get("id") if isinstance(found, dict) else None
    return id if isinstance(id, str) else None
