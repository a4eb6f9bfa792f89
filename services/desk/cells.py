"""Tables as CSV that a spreadsheet may open: the one place where CSV is written."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TextIO

Cell = str | int | float

ENCODING = "utf-8-sig"
"""UTF-8 with the mark that spreadsheets look for."""

MEDIA_TYPE = "text/csv; charset=utf-8"

_FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
)
"""What a spreadsheet takes for the start of a formula (OWASP, CSV Injection); those of
East Asia take the full-width signs too."""


def to_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A table as RFC 4180 has it."""
    text = io.StringIO()
    write_csv(text, header, rows)
    return text.getvalue().encode(ENCODING)


def write_csv(
    file: TextIO, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> None:
    """Write a table row by row; the file is opened with ENCODING and newline=""."""
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([defused(cell) for cell in row] for row in rows)


def defused(cell: Cell) -> Cell:
    """The cell, with an apostrophe before what would be run as a formula."""
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell
