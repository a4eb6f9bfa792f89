"""tocsin doctor."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import typer

from schemas.topics import TOPICS
from tocsin.cli.exit_code import ExitCode
from tocsin.cli.options import Data, Json, NoInstallation, Set, settings_from
from tocsin.cli.output import print_json, print_table
from tocsin.clock import Clock, SystemClock
from tocsin.errors import Halt, TocsinError
from tocsin.folders import is_begun
from tocsin.processes import kernel_refuses
from tocsin.sealed import MasterKeys
from tocsin.settings import EMBEDDED, Settings
from tocsin.usable import require_usable
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


class Part(NamedTuple):
    """Something that Tocsin needs.

    Attributes:
        look: raises where it does not work.
        remedy: what to do then.
        setting: says where it is; empty where no setting can put it into `data`.
    """

    look: Callable[[], object]
    remedy: str
    setting: str = ""


def doctor(*, data: Data = None, set_: Set = None, json_: Json = False) -> None:
    """Look at everything that Tocsin needs, and say what to mend."""
    settings = settings_from(data, set_)
    clock = SystemClock()
    parts = {**_engines(settings, clock), **_keys(settings), **_machine(settings)}
    folder = _problem(lambda: require_usable(settings.data))
    if folder or not is_begun(settings):
        parts = _outside(parts, settings)
    problems = {name: _problem(part.look) for name, part in parts.items()}
    if json_:
        print_json({"problems": {n: p for n, p in problems.items() if p}})
    else:
        rows = (
            (name, problem or "ok", parts[name].remedy if problem else "")
            for name, problem in problems.items()
        )
        print_table(("Part", "State", "What to do"), rows)
    if any(problems.values()):
        raise typer.Exit(ExitCode.FAILURE)


def _engines(settings: Settings, clock: Clock) -> dict[str, Part]:
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

    return {
        "log": Part(log_answers, "start Kafka, or see log_url", "log_url"),
        "topics": Part(topics_exist, "run `tocsin topics apply`", "log_url"),
        "index": Part(
            index_answers, "start Elasticsearch, or see index_url", "index_url"
        ),
        "files": Part(
            lambda: open_store(settings).ping(), "see blobs_url", "blobs_url"
        ),
        "database": Part(
            lambda: database_url(settings),
            "run `tocsin database upgrade`, or see database_url",
            "database_url",
        ),
    }


def _keys(settings: Settings) -> dict[str, Part]:
    return {
        "officers' key": Part(
            lambda: officers_key(settings), "see officers_key", "officers_key"
        ),
        "master key": Part(
            lambda: master_key(settings), "see master_key", "master_key"
        ),
        "private master keys": Part(
            lambda: MasterKeys(private_keys(settings)),
            "see master_private_keys; intake must not have them",
            "master_private_keys",
        ),
        "receipt secret": Part(
            lambda: receipt_secret(settings), "see receipt_secret", "receipt_secret"
        ),
    }


def _machine(settings: Settings) -> dict[str, Part]:
    return {
        "sandbox": Part(
            lambda: _sandbox_holds(settings),
            "a newer kernel and libseccomp have it; see weak_sandbox",
        ),
        "malware scanner": Part(
            lambda: _scanner_answers(settings), "start clamd, or see clamav_url"
        ),
    }


def _outside(parts: Mapping[str, Part], settings: Settings) -> dict[str, Part]:
    """What lies outside of a folder that cannot be had, and why it cannot.

    To look for the others would make them.
    """

    def fails() -> None:
        require_usable(settings.data)
        raise NoInstallation(settings.data)

    outside = {n: part for n, part in parts.items() if not _is_inside(part, settings)}
    if len(outside) == len(parts):
        return outside
    return {"data folder": Part(fails, "mend it, or run `tocsin up`"), **outside}


def _is_inside(part: Part, settings: Settings) -> bool:
    value = getattr(settings, part.setting) if part.setting else ""
    # Production makes up no key: there an unset one is what is to be told.
    is_made = value is None and settings.environment != "production"
    return is_made or value == EMBEDDED


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
