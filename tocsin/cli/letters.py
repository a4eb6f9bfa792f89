"""tocsin dead-letters: list, show, replay, discard."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError

from tocsin.audit.opening import open_auditor
from tocsin.cli.exit_code import ExitCode
from tocsin.cli.options import Data, Json, Set, settings_of
from tocsin.cli.output import notes, print_json, print_table
from tocsin.clock import SystemClock
from tocsin.login import own_login
from tocsin.operations.headers import shown_headers
from tocsin.operations.letters import DeadLetters, Letter, by_reason
from tocsin.operations.rate import Rate
from tocsin.operations.settling import REPLAYS_PER_S, Chosen, Settled, Settler, Why
from tocsin.settings import Settings
from tocsin.wiring import open_log

app = typer.Typer(help="Records that a stage could not handle.", no_args_is_help=True)

PER_S_MAX = 1_000.0
"""As good as at once; nothing takes more."""

_WHY: TypeAdapter[str] = TypeAdapter(Why)

Ids = Annotated[list[str] | None, typer.Argument(help="Their ids.")]
Stage = Annotated[
    str | None, typer.Option(help="With --reason: only those of this stage.")
]
Reason = Annotated[str | None, typer.Option(help="All open letters with this reason.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]


def _told(letter: Letter) -> dict[str, Any]:
    told = letter.event.model_dump(mode="json", exclude_none=True)
    return {
        **told,
        "state": letter.state,
        "settled_by": letter.settled_by,
        "settled_reason": letter.settled_reason,
    }


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
    with open_log(settings_of(data, set_, "log_url"), clock) as log:
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
    with open_log(settings_of(data, set_, "log_url"), clock) as log:
        foreseen = DeadLetters(log, clock).foresee(letter_id)
    told = {
        **_told(foreseen.letter),
        "replays": foreseen.replays,
        "replay_refused": foreseen.refused,
    }
    if (record := foreseen.record) is not None:
        headers = shown_headers(record.headers)
        told |= {
            "record_bytes": len(record.value or b""),
            "record_headers": headers,
            "record_headers_hidden": len(record.headers) - len(headers),
        }
    if json_:
        print_json(told)
    else:
        print_table(("Field", "Value"), told.items())


@app.command()
def replay(
    *,
    letter_ids: Ids = None,
    stage: Stage = None,
    reason: Reason = None,
    dry_run: DryRun = False,
    per_second: Annotated[
        float, typer.Option(min=0.01, max=PER_S_MAX, help="How many a second at most.")
    ] = REPLAYS_PER_S,
    data: Data = None,
    set_: Set = None,
    json_: Json = False,
) -> None:
    """Send the records of dead letters through once more."""
    wanted = _wanted(letter_ids, stage, reason)
    with _opened(
        settings_of(data, set_, "log_url", "database_url"), per_second
    ) as settler:
        ids = wanted.among(settler.letters)
        if dry_run:
            refused = {id: settler.letters.foresee(id).refused for id in ids}
            _foretell("replayed", settler, refused, json_=json_)
            return
        settled = settler.replay(ids)
    _tell("replayed", ids, settled, json_=json_)


@app.command()
def discard(
    *,
    letter_ids: Ids = None,
    why: Annotated[str, typer.Option(help="Kept for ever: without names. Required.")],
    stage: Stage = None,
    reason: Reason = None,
    dry_run: DryRun = False,
    data: Data = None,
    set_: Set = None,
    json_: Json = False,
) -> None:
    """Settle dead letters without replaying them."""
    wanted = _wanted(letter_ids, stage, reason)
    try:
        why = _WHY.validate_python(why)
    except ValidationError as exc:
        raise typer.BadParameter(
            "say why, in one line of at most 500 characters", param_hint="--why"
        ) from exc
    with _opened(
        settings_of(data, set_, "log_url", "database_url"), REPLAYS_PER_S
    ) as settler:
        ids = wanted.among(settler.letters)
        if dry_run:
            refused = {id: settler.letters.get(id).refusal for id in ids}
            _foretell("discarded", settler, refused, json_=json_)
            return
        settled = settler.discard(ids, why)
    _tell("discarded", ids, settled, json_=json_)


def _wanted(ids: list[str] | None, stage: str | None, reason: str | None) -> Chosen:
    """Which letters a command is about.

    Raises:
        typer.BadParameter: none were chosen.
    """
    chosen = Chosen(tuple(ids or ()), stage, reason)
    if chosen.is_none:
        raise typer.BadParameter("choose letters, or a --reason")
    return chosen


@contextmanager
def _opened(settings: Settings, per_s: float) -> Iterator[Settler]:
    """Settles for whoever gives the command."""
    clock = SystemClock()
    with open_log(settings, clock) as log, open_auditor(settings, clock) as auditor:
        letters = DeadLetters(log, clock)
        yield Settler(letters, auditor, own_login(), Rate(per_s, clock))


def _foretell(
    deed: str, settler: Settler, refused: dict[str, str | None], *, json_: bool
) -> None:
    """Say what would become of letters; nothing is done."""
    letters = [settler.letters.get(id) for id in refused]
    if json_:
        why_not = {id: why for id, why in refused.items() if why}
        print_json({"chosen": list(refused), deed: [], "refused": why_not})
        return
    print_table(
        ("Letter", "Stage", "Reason", "Left as it is"),
        (
            (x.event.id, x.event.stage, x.event.reason, refused[x.event.id] or "")
            for x in letters
        ),
    )
    left = sum(1 for why in refused.values() if why)
    notes.print(f"{len(letters) - left} of {len(letters)} would be {deed}")


def _tell(deed: str, chosen: list[str], settled: Settled, *, json_: bool) -> None:
    """Say what became of letters.

    Raises:
        typer.Exit: some are as they were.
    """
    if json_:
        print_json({"chosen": chosen, deed: settled.done, "refused": settled.refused})
    else:
        notes.print(f"{len(chosen)} chosen, {len(settled.done)} {deed}")
        for why in settled.refused.values():
            notes.print(why)
    if settled.refused:
        raise typer.Exit(ExitCode.CONFLICT)
