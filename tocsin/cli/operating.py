"""tocsin rebuild and verify."""

from dataclasses import asdict

import typer

from tocsin.cli.exit_code import ExitCode
from tocsin.cli.options import Data, Json, Set, settings_of
from tocsin.cli.output import notes, print_json, print_verified
from tocsin.cli.rebuilding import remake
from tocsin.clock import SystemClock
from tocsin.operations.letters import DeadLetters
from tocsin.operations.verification import verify as verify_all
from tocsin.wiring import open_index, open_log


def rebuild(*, data: Data = None, set_: Set = None, json_: Json = False) -> None:
    """Make the index again from the log, beside the live one, and swap."""
    cases = remake(
        settings_of(data, set_, "log_url", "index_url", "database_url"), SystemClock()
    )
    if json_:
        print_json({"cases": cases})
    else:
        notes.print(f"{cases} cases in the new index")


def verify(*, data: Data = None, set_: Set = None, json_: Json = False) -> None:
    """Check that every accepted allegation is searchable or in the dead letters."""
    settings = settings_of(data, set_, "log_url", "index_url")
    clock = SystemClock()
    with open_log(settings, clock) as log, open_index(settings) as index:
        found = verify_all(log, index, DeadLetters(log, clock))
    told = {**asdict(found), "holds": found.holds}
    if json_:
        print_json(told)
    else:
        print_verified("Allegations", told)
    if not found.holds:
        raise typer.Exit(ExitCode.FAILURE)
