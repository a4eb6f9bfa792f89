"""tocsin submit: one report from a file or from standard input."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from services.intake.parsing import parse_submission
from services.intake.reception import Receipt
from services.intake.refusals import Refused
from services.intake.service import open_reception
from tocsin.cli.options import Data, Json, Set, settings_from
from tocsin.cli.output import console, print_json
from tocsin.cli.rows import BadFile
from tocsin.cli.uploads import opened_uploads
from tocsin.clock import SystemClock
from tocsin.settings import Settings
from tocsin.wiring import open_log


def submit(
    *,
    report: Annotated[
        Path,
        typer.Argument(help="JSON file: the body of POST /v1/allegations; - is stdin."),
    ],
    files: Annotated[
        Path | None,
        typer.Option(help="Folder of the files that evidence[].upload names."),
    ] = None,
    data: Data = None,
    set_: Set = None,
    json_: Json = False,
) -> None:
    """Submit one report."""
    settings = settings_from(data, set_)
    raw = _read(report)
    folder = files or (Path() if str(report) == "-" else report.parent)
    try:
        receipt = _take(raw, folder, settings)
    except Refused as exc:
        raise BadFile("; ".join(exc.reasons)) from exc
    if json_:
        print_json(
            {
                "case_id": receipt.case_id,
                "received_id": receipt.received_id,
                "repeated": receipt.repeated,
            }
        )
    else:
        console.print(f"case {receipt.case_id}")


def _take(raw: bytes, folder: Path, settings: Settings) -> Receipt:
    submission = parse_submission(raw)
    clock = SystemClock()
    with ExitStack() as stack:
        log = stack.enter_context(open_log(settings, clock))
        reception = stack.enter_context(open_reception(settings, log, clock))
        uploads = stack.enter_context(opened_uploads(submission, folder))
        return reception.receive(submission, uploads=uploads, channel="cli")


def _read(report: Path) -> bytes:
    if str(report) == "-":
        return sys.stdin.buffer.read()
    try:
        return report.read_bytes()
    except OSError as exc:
        raise BadFile(f"{report}: {exc.strerror}") from exc
