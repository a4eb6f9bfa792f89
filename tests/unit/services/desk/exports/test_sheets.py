import csv
import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from services.desk.exports.sheets import CELL_CHARS_MAX, write_table
from tests.unit.services.desk.exports.samples import AT

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ROWS = [("=1+1", 3, 0.5, "护照"), ("https://example.org", -1, 1.0, "a\x01b\ufffe")]
ABOUT = [("q", "=cotton")]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "cases.part"
    write_table(path, "xlsx", ("a", "b", "c", "d"), ROWS, ABOUT, AT)
    return path


def cells(book: Path, sheet: int) -> list[tuple[str | None, str]]:
    """Type and text of each cell; no type is a number."""
    with zipfile.ZipFile(book) as parts:
        content = parts.read(f"xl/worksheets/sheet{sheet}.xml")
    tree = ET.fromstring(content)  # noqa: S314 - we wrote it
    return [
        (cell.get("t"), "".join(cell.itertext())) for cell in tree.iter(f"{_MAIN}c")
    ]


def test_a_text_stays_a_text_and_a_number_a_number(book: Path) -> None:
    assert cells(book, 1)[4:8] == [
        ("inlineStr", "=1+1"),
        (None, "3"),
        (None, "0.5"),
        ("inlineStr", "护照"),
    ]


def test_nothing_in_a_workbook_is_run_or_linked(book: Path) -> None:
    with zipfile.ZipFile(book) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet


def test_what_xml_cannot_hold_is_written_in_another_way(book: Path) -> None:
    kind, told = cells(book, 1)[11]
    assert (kind, told[:8]) == ("inlineStr", "a_x0001_")


def test_a_second_sheet_tells_of_the_search(book: Path) -> None:
    assert cells(book, 2) == [("inlineStr", "q"), ("inlineStr", "=cotton")]


def test_the_same_rows_and_time_give_the_same_bytes(book: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.part"
    write_table(again, "xlsx", ("a", "b", "c", "d"), ROWS, ABOUT, AT)
    assert again.read_bytes() == book.read_bytes()


def test_a_cell_is_no_longer_than_the_format_allows(tmp_path: Path) -> None:
    path = tmp_path / "cases.part"
    write_table(path, "xlsx", ("a",), [("x" * (CELL_CHARS_MAX + 1),)], (), AT)
    assert len(cells(path, 1)[1][1]) == CELL_CHARS_MAX


def test_a_csv_has_its_formulas_defused(tmp_path: Path) -> None:
    path = tmp_path / "cases.part"
    write_table(path, "csv", ("a", "b", "c", "d"), ROWS, ABOUT, AT)
    text = path.read_text("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(text, newline="")))["a"] == "'=1+1"


def test_a_folder_that_cannot_be_written_is_told_as_such(tmp_path: Path) -> None:
    for format_ in ("csv", "xlsx"):
        with pytest.raises(OSError, match="No such file"):
            write_table(tmp_path / "no" / "x", format_, ("a",), [], (), AT)
