"""tocsin audit: what operators did, and whether the record of it is whole."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from services.desk.accounts.opening import open_accounts
from services.desk.accounts.people import by_login
from services.desk.accounts.person import audit_name
from tocsin.audit import Asked, Auditor, Noted
from tocsin.audit.opening import open_auditor
from tocsin.cli.exit_code import ExitCode
from tocsin.cli.options import Data, Json, Set, settings_of
from tocsin.cli.output import console, notes, print_json, print_table
from tocsin.clock import SystemClock
from tocsin.settings import Settings

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
def list_(
    *,
    case: Annotated[str | None, typer.Option(help="Only what was done to it.")] = None,
    person: Annotated[
        str | None,
        typer.Option(help="Only what they did, or what was done to their account."),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Only from this day on, in UTC."),
    ] = None,
    data: Data = None,
    set_: Set = None,
    json_: Json = False,
) -> None:
    """List what was done, the oldest first."""
    settings = settings_of(data, set_, "database_url")
    with open_auditor(settings, SystemClock()) as auditor:
        names = _names(settings, auditor, person) if person else frozenset[str]()
        asked = Asked(case, names, since and since.replace(tzinfo=UTC))
        rows = list(auditor.log.rows(asked))
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


def _names(settings: Settings, auditor: Auditor, person: str) -> frozenset[str]:
    """How rows name somebody: at the desk by id, on this machine by login."""
    with (
        open_accounts(settings, auditor.clock, auditor) as accounts,
        accounts.reading() as connection,
    ):
        account = by_login(connection, person)
    id = person if account is None else account.id
    return frozenset({person, f"cli:{person}", id, audit_name(id)})


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
