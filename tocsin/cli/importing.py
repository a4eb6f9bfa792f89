"""tocsin import: many reports from a file; what is refused goes to a rejects file."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from services.intake.parsing import parse_submission
from services.intake.reception import Receipt, Reception
from services.intake.refusals import KeyReused, Refused
from services.intake.service import open_reception
from tocsin.cli.exit_code import ExitCode
from tocsin.cli.options import Data, Json, Set, settings_from
from tocsin.cli.output import notes, print_json, progress
from tocsin.cli.rows import BadFile, Row, read_rows
from tocsin.cli.uploads import opened_uploads
from tocsin.clock import SystemClock
from tocsin.wiring import open_log

# Writers that wait for the disk together share one sync of it.
AT_ONCE = 16
# Rows read ahead of the writers; each can be as large as a report.
AHEAD = 64


@dataclass(slots=True)
class Tally:
    """What became of the rows."""

    accepted: int = 0
    repeated: int = 0
    rejected: int = 0
    rejects: list[dict[str, Any]] = field(default_factory=list)

    def count(self, row: Row, outcome: Receipt | dict[str, Any]) -> None:
        """Count one row."""
        if isinstance(outcome, dict):
            self.rejected += 1
            self.rejects.append({"line": row.number, **outcome})
        elif outcome.repeated:
            self.repeated += 1
        else:
            self.accepted += 1


def import_(
    *,
    file: Annotated[Path, typer.Argument(help="JSONL or CSV; a row is a report.")],
    files: Annotated[
        Path | None,
        typer.Option(help="Folder of the files that evidence[].upload names."),
    ] = None,
    rejects: Annotated[
        Path | None, typer.Option(help="Where refused rows go; FILE.rejects.jsonl.")
    ] = None,
    data: Data = None,
    set_: Set = None,
    json_: Json = False,
) -> None:
    """Import reports. Run it again after a break: nothing is added twice."""
    settings = settings_from(data, set_)
    where = rejects or Path(f"{file}.rejects.jsonl")
    clock = SystemClock()
    with ExitStack() as stack:
        log = stack.enter_context(open_log(settings, clock))
        reception = stack.enter_context(open_reception(settings, log, clock))
        tally = import_rows(read_rows(file), reception, folder=files or file.parent)
    told: dict[str, Any] = {
        "accepted": tally.accepted,
        "repeated": tally.repeated,
        "rejected": tally.rejected,
    }
    if tally.rejects:
        _write(where, tally.rejects)
        told["rejects"] = str(where)
    if json_:
        print_json(told)
    else:
        see = f": see {where}" if tally.rejects else ""
        notes.print(
            f"{tally.accepted} accepted, {tally.repeated} repeated,"
            f" {tally.rejected} rejected{see}"
        )
    if tally.rejects:
        raise typer.Exit(ExitCode.FAILURE)


def _write(where: Path, rejects: Iterable[dict[str, Any]]) -> None:
    lines = (json.dumps(reject, ensure_ascii=False) for reject in rejects)
    try:
        where.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as exc:
        raise BadFile(
            f"rows were refused, and {where} cannot be written ({exc.strerror}): give"
            " another with --rejects and import again; what was accepted stays"
        ) from exc


def import_rows(rows: Iterable[Row], reception: Reception, *, folder: Path) -> Tally:
    """Take in all rows, several at a time.

    Raises:
        DependencyDown: stopped there; what was accepted stays, and comes back as
            `repeated` when the import is run again.
    """
    tally = Tally()
    with ThreadPoolExecutor(AT_ONCE) as pool, progress() as bar:
        task = bar.add_task("reports", total=None)
        waiting: dict[Future[Receipt | dict[str, Any]], Row] = {}
        source = iter(rows)
        for batch in _batches(source):
            waiting = {pool.submit(_take, row, reception, folder): row for row in batch}
            for future, row in waiting.items():
                tally.count(row, future.result())
                bar.advance(task)
    return tally


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, AHEAD)):
        yield batch


def _take(row: Row, reception: Reception, folder: Path) -> Receipt | dict[str, Any]:
    """A receipt, or why the row is refused, with the row itself to be mended."""
    try:
        submission = parse_submission(row.raw)
        key = None if submission.id else _row_key(row)
        with opened_uploads(submission, folder) as uploads:
            return reception.receive(
                submission, uploads=uploads, channel="import", idempotency_key=key
            )
    except Refused as exc:
        reasons = exc.reasons
    except KeyReused:
        reasons = ["/id: was used before for a report that reads otherwise"]
    return {"reasons": reasons, "row": row.raw.decode("utf-8", errors="replace")}


def _row_key(row: Row) -> str:
    """A row without an id is known by its place and its content."""
    return f"row:{row.number}:{hashlib.sha256(row.raw).hexdigest()}"
