"""tocsin audit: what operators did, and whether the record of it is whole."""

from typing import Annotated

import typer

from tocsin.audit import Noted
from tocsin.audit.opening import open_auditor
from tocsin.cli.exit_code import ExitCode
from tocsin.cli.options import Data, Json, Set, settings_of
from tocsin.cli.output import console, notes, print_json, print_table
from tocsin.clock import SystemClock

app = typer.Typer(help="What was done that cannot be undone.", no_args_is_help=True)


def _noted(text: str) -> Noted:
    """The value of --noted.

    Raises:
        typer.BadParameter: it is none.
    """
    try:
        return Noted.of(text)
    except ValueError as exc:
        raise typer.BadParameter(str(exc)) from exc


@app.command(name="list")
def list_(*, data: Data = None, set_: Set = None, json_: Json = False) -> None:
    """List what was done, the oldest first."""
    with open_auditor(
        settings_of(data, set_, "database_url"), SystemClock()
    ) as auditor:
        rows = list(auditor.log.rows())
    told = [
        {
            "number": row.number,
            "at": row.entry.at.isoformat(),
            "actor": row.entry.actor,
            "action": row.entry.action,
            "subject": row.entry.subject,
            "reason": row.entry.reason,
            "digest": row.digest,
        }
        for row in rows
    ]
    if json_:
        print_json(told)
    else:
        columns = ("Row", "When", "Who", "What", "To what", "Why")
        print_table(columns, (list(row.values())[:-1] for row in told))


@app.command()
def verify(
    *,
    noted: Annotated[
        Noted | None,
        typer.Option(
            parser=_noted,
            metavar="NUMBER:DIGEST",
            help="A row that was noted elsewhere, and must be there.",
        ),
    ] = None,
    data: Data = None,
    set_: Set = None,
    json_: Json = False,
) -> None:
    """Check that no row was changed, removed, moved or cut off; names the first."""
    with open_auditor(
        settings_of(data, set_, "database_url"), SystemClock()
    ) as auditor:
        last = auditor.log.last()
        fault = auditor.log.verify(noted)
    if json_:
        print_json(
            {
                "holds": fault is None,
                "row": fault.number if fault else None,
                "why": fault.why if fault else None,
                "last": str(last) if last else None,
            }
        )
    elif fault is None:
        notes.print("the audit log is whole")
        if last is not None:
            console.print(str(last), soft_wrap=True)
    else:
        notes.print(f"row {fault.number}: {fault.why}")
    if fault is not None:
        raise typer.Exit(ExitCode.FAILURE)
