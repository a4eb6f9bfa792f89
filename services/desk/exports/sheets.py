"""Tables written to files row by row: CSV and XLSX."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from services.desk.cells import ENCODING, Cell, write_csv
from services.desk.exports.job import TableFormat

CELL_CHARS_MAX = 32_767
"""Of XLSX (Excel specifications and limits); CSV has none."""

_WIDTH_CHARS = 22
_OPTIONS = {
    # Rows go to the disk as they come.
    "constant_memory": True,
    # What is text stays text: no formula, no link, no number.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_table(
    path: Path,
    format_: TableFormat,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    about: Sequence[tuple[str, str]],
    at: datetime,
) -> None:
    """Write a table.

    Args:
        path: of the file; what is there is replaced.
        format_: csv or xlsx.
        header: names of the columns.
        rows: taken one by one.
        about: name, value of a second sheet; CSV has only one.
        at: when it is written.

    Raises:
        OSError: no room, or no right to write.
    """
    if format_ == "csv":
        with path.open("w", encoding=ENCODING, newline="") as file:
            write_csv(file, header, rows)
        return
    options = {**_OPTIONS, "tmpdir": str(path.parent)}
    try:
        with xlsxwriter.Workbook(str(path), options) as book:
            # Of the day that is told, so that the same cases give the same bytes.
            book.set_properties({"created": at.replace(tzinfo=None)})
            bold = book.add_format({"bold": True})
            sheet = book.add_worksheet("Cases")
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(header) - 1, _WIDTH_CHARS)
            sheet.write_row(0, 0, header, bold)
            _fill(sheet, rows, first=1)
            _fill(book.add_worksheet("About"), about, first=0)
    except xlsxwriter.exceptions.FileCreateError as exc:
        raise OSError(str(exc)) from exc


def _fill(sheet: Worksheet, rows: Iterable[Sequence[Cell]], *, first: int) -> None:
    for number, row in enumerate(rows, first):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, column, cell[:CELL_CHARS_MAX])
            else:
                sheet.write_number(number, column, cell)
