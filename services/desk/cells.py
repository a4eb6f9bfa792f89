"""Tables as CSV that a spreadsheet may open: the one place where CSV is written."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import TextIO

Cell = str | int | float

ENCODING = "utf-8-sig"
"""UTF-8 with the mark that spreadsheets look for."""

MEDIA_TYPE = "text/csv; charset=utf-8"

_FORMULA = re.compile(
    "(^|[;,|\t\r\n])([ \u00a0\u3000]*)(?=[=+@\uff1d\uff0b\uff0d\uff20-])"
)
"""Where a spreadsheet may find a formula (OWASP, CSV Injection): at the start of a
cell, and behind what it takes for the end of one. Where a comma is the decimal sign it
parts columns at semicolons, whatever stands in quotes. Those of East Asia take the
full-width signs too."""


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
    """The cell, with an apostrophe before whatever would be run as a formula."""
    if not isinstance(cell, str):
        return cell
    text = f"'{cell}" if cell.startswith(("\t", "\r", "\n")) else cell
    return _FORMULA.sub(r"\1\2'", text)
