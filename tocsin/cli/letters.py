"""tocsin dead-letters: list, show, replay, discard."""

import getpass
from typing import Annotated, Any

import typer

from tocsin.audit.opening import open_auditor
from tocsin.cli.exit_code import ExitCode
from tocsin.cli.options import Data, Json, Set, settings_from
from tocsin.cli.output import notes, print_json, print_table
from tocsin.clock import SystemClock
from tocsin.operations.letters import DeadLetters, Letter, by_reason
from tocsin.operations.settling import Chosen, Settled, Settler
from tocsin.wiring import open_log

app = typer.Typer(help="Records that a stage could not handle.", no_args_is_help=True)


def _told(letter: Letter) -> dict[str, Any]:
    told = letter.event.model_dump(mode="json", exclude_none=True)
    return {**told, "state": letter.state, "settled_by": letter.settled_by}


@app.command(name="list")
def list_(
    *,
    all_: Annotated[bool, typer.Option("--all", help="Settled ones too.")] = False,
    data: Data = None,
    set_: Set = None,
    json_: Json = False,
) -> None:
    """List the dead letters, grouped by cause."""
    clock = SystemClock()
    with open_log(settings_from(data, set_), clock) as log:
        letters = DeadLetters(log, clock).list(state=None if all_ else "open")
    if json_:
        print_json([_told(letter) for letter in letters])
        return
    groups = by_reason(letters).items()
    print_table(("Stage", "Reason", "Letters"), ((s, r, n) for (s, r), n in groups))
    rows = (
        (x.event.id, x.event.stage, x.event.reason, x.event.message, x.state)
        for x in letters
    )
    print_table(("Letter", "Stage", "Reason", "Message", "State"), rows)


@app.command()
def show(
    *, letter_id: str, data: Data = None, set_: Set = None, json_: Json = False
) -> None:
    """Show a dead letter and the size and headers of its record; not its text."""
    clock = SystemClock()
    with open_log(settings_from(data, set_), clock) as log:
        letters = DeadLetters(log, clock)
        letter = letters.get(letter_id)
        record = letters.record(letter)
    told = {
        **_told(letter),
        "record_bytes": len(record.value or b""),
        "record_headers": dict(record.headers),
    }
    if json_:
        print_json(told)
    else:
        print_table(("Field", "Value"), told.items())


@app.command()
def replay(
    *,
    letter_ids: Annotated[list[str] | None, typer.Argument()] = None,
    reason: Annotated[
        str | None, typer.Option(help="All open letters with this reason.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say which.")] = False,
    data: Data = None,
    set_: Set = None,
    json_: Json = False,
) -> None:
    """Send the records of dead letters through once more."""
    clock = SystemClock()
    settings = settings_from(data, set_)
    with open_log(settings, clock) as log, open_auditor(settings, clock) as auditor:
        letters = DeadLetters(log, clock)
        chosen = Chosen(tuple(letter_ids or ()), reason=reason).among(letters)
        settled = Settled((), {})
        if not dry_run:
            settler = Settler(letters, auditor, getpass.getuser())
            settled = settler.replay(chosen)
    told = {"chosen": chosen, "replayed": settled.done, "refused": settled.refused}
    line = f"{len(chosen)} chosen, {len(settled.done)} replayed"
    _tell(told, line, settled, json_=json_)


def _tell(told: dict[str, Any], line: str, settled: Settled, *, json_: bool) -> None:
    """Say what became of letters.

    Raises:
        typer.Exit: some are as they were.
    """
    if json_:
        print_json(told)
    else:
        notes.print(line)
        for why in settled.refused.values():
            notes.print(why)
    if settled.refused:
        raise typer.Exit(ExitCode.CONFLICT)


@app.command()
def discard(
    *,
    letter_id: str,
    reason: Annotated[str, typer.Option(help="Why; kept for ever.")],
    data: Data = None,
    set_: Set = None,
    json_: Json = False,
) -> None:
    """Settle a dead letter without replaying it."""
    clock = SystemClock()
    settings = settings_from(data, set_)
    with open_log(settings, clock) as log, open_auditor(settings, clock) as auditor:
        letters = DeadLetters(log, clock)
        letters.get(letter_id)
        settler = Settler(letters, auditor, getpass.getuser())
        settled = settler.discard([letter_id], reason)
    told = {"discarded": letter_id if settled.done else None}
    _tell(told, f"{len(settled.done)} discarded", settled, json_=json_)
