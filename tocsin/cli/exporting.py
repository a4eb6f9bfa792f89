"""tocsin export: one case as a file."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from services.desk.cases import case_document
from services.desk.exports.formats import CaseFormat, case_export
from tocsin.audit.opening import open_auditor
from tocsin.cli.options import Data, Set, settings_of
from tocsin.clock import SystemClock
from tocsin.errors import Halt
from tocsin.settings import BadSettings
from tocsin.wiring import open_index


def export(
    *,
    case_id: str,
    format_: Annotated[
        CaseFormat,
        typer.Option("--format", help="The case file, the case, or its findings."),
    ] = "pdf",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A file, instead of standard output."),
    ] = None,
    data: Data = None,
    set_: Set = None,
) -> None:
    """Write one case as PDF, JSON or CSV."""
    settings = settings_of(data, set_, "index_url", "database_url")
    clock = SystemClock()
    if output is None and format_ == "pdf" and sys.stdout.isatty():
        raise BadSettings("a PDF is not for a terminal: give --output FILE")
    with open_index(settings) as index, open_auditor(settings, clock) as auditor:
        file = case_export(case_document(index, case_id), format_, clock.now())
        auditor.note("case.exported", case_id, format_)
    if output is None:
        sys.stdout.buffer.write(file.content)
        return
    try:
        output.write_bytes(file.content)
    except OSError as exc:
        raise Halt(f"{output} cannot be written: {exc.strerror}") from exc
