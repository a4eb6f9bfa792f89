"""tocsin rebuild, verify and doctor."""

from collections.abc import Callable
from dataclasses import asdict

import typer

from schemas.topics import TOPICS
from tocsin.cli.exit_code import ExitCode
from tocsin.cli.options import Data, Json, Set, settings_from
from tocsin.cli.output import notes, print_json, print_table, print_verified
from tocsin.cli.rebuilding import remake
from tocsin.clock import SystemClock
from tocsin.errors import Halt, TocsinError
from tocsin.operations.letters import DeadLetters
from tocsin.operations.verification import verify as verify_all
from tocsin.processes import kernel_refuses
from tocsin.sealed import MasterKeys
from tocsin.settings import Settings
from tocsin.vault import master_key, private_keys
from tocsin.wiring import (
    database_url,
    officers_key,
    open_index,
    open_log,
    open_scanner,
    open_store,
    receipt_secret,
)


def rebuild(*, data: Data = None, set_: Set = None, json_: Json = False) -> None:
    """Make the index again from the log, beside the live one, and swap."""
    cases = remake(settings_from(data, set_), SystemClock())
    if json_:
        print_json({"cases": cases})
    else:
        notes.print(f"{cases} cases in the new index")


def verify(*, data: Data = None, set_: Set = None, json_: Json = False) -> None:
    """Check that every accepted allegation is searchable or in the dead letters."""
    settings = settings_from(data, set_)
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


def doctor(*, data: Data = None, set_: Set = None, json_: Json = False) -> None:
    """Look at everything that Tocsin needs, and say what to mend."""
    settings = settings_from(data, set_)
    clock = SystemClock()

    def log_answers() -> None:
        with open_log(settings, clock) as log:
            log.ping()

    def topics_exist() -> None:
        with open_log(settings, clock) as log:
            log.bounds(TOPICS)

    def index_answers() -> None:
        with open_index(settings) as index:
            index.ping()
            index.apply()

    checks: dict[str, tuple[Callable[[], object], str]] = {
        "log": (log_answers, "start Kafka, or see log_url"),
        "topics": (topics_exist, "run `tocsin topics apply`"),
        "index": (index_answers, "start Elasticsearch, or see index_url"),
        "files": (lambda: open_store(settings).ping(), "see blobs_url"),
        "database": (
            lambda: database_url(settings),
            "run `tocsin database upgrade`, or see database_url",
        ),
        "officers' key": (lambda: officers_key(settings), "see officers_key"),
        "master key": (lambda: master_key(settings), "see master_key"),
        "private master keys": (
            lambda: MasterKeys(private_keys(settings)),
            "see master_private_keys; intake must not have them",
        ),
        "receipt secret": (lambda: receipt_secret(settings), "see receipt_secret"),
        "sandbox": (
            lambda: _sandbox_holds(settings),
            "a newer kernel and libseccomp have it; see weak_sandbox",
        ),
        "malware scanner": (
            lambda: _scanner_answers(settings),
            "start clamd, or see clamav_url",
        ),
    }
    problems = {name: _problem(check) for name, (check, _) in checks.items()}
    if json_:
        print_json({"problems": {n: p for n, p in problems.items() if p}})
    else:
        rows = (
            (name, problem or "ok", checks[name][1] if problem else "")
            for name, problem in problems.items()
        )
        print_table(("Part", "State", "What to do"), rows)
    if any(problems.values()):
        raise typer.Exit(ExitCode.FAILURE)


def _sandbox_holds(settings: Settings) -> None:
    """Nothing to mend where somebody has said that it may be weak."""
    refused = kernel_refuses()
    if refused and not settings.weak_sandbox:
        raise Halt(f"this machine has no {' and no '.join(refused)}")


def _scanner_answers(settings: Settings) -> None:
    scanner = open_scanner(settings)
    if scanner is not None:
        scanner.ping()


def _problem(check: Callable[[], object]) -> str:
    try:
        check()
    except (TocsinError, OSError) as exc:
        return str(exc)
    return ""
