"""The rows of an import: JSONL, or CSV with one column for each plain field."""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO

from tocsin.errors import TocsinError

# A row is read whole: the longest narrative, escaped, with all its evidence.
ROW_BYTES_MAX = 64 * 1024 * 1024

PLAIN = (
    "id",
    "narrative",
    "language",
    "production_country",
    "production_region",
    "reporter_role",
)
SEVERAL = {
    "products": "description",
    "companies": "name",
}
COLUMNS = (*PLAIN, *SEVERAL)


class BadFile(TocsinError):
    """A file that cannot be imported at all; says what to mend."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `raw` is the body of POST /v1/allegations, as bytes."""

    number: int
    raw: bytes


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a file; empty lines are left out, line numbers kept.

    Raises:
        BadFile: it is not there, of an unknown type, or its header is wrong.
    """
    try:
        with path.open("rb") as file:
            if path.suffix.lower() in {".jsonl", ".ndjson"}:
                yield from _jsonl(file)
            elif path.suffix.lower() == ".csv":
                yield from _csv(file)
            else:
                raise BadFile(f"{path}: give a .jsonl or a .csv file")
    except OSError as exc:
        raise BadFile(f"{path}: {exc.strerror}") from exc


def _jsonl(file: BinaryIO) -> Iterator[Row]:
    number = 0
    while line := file.readline(ROW_BYTES_MAX):
        number += 1
        if raw := line.strip():
            yield Row(number, raw)


def _csv(file: BinaryIO) -> Iterator[Row]:
    csv.field_size_limit(ROW_BYTES_MAX)
    with TextIOWrapper(
        file, encoding="utf-8-sig", errors="replace", newline=""
    ) as text:
        reader = csv.DictReader(text, strict=True)
        header = [(name or "").strip() for name in reader.fieldnames or ()]
        _check_header(header)
        reader.fieldnames = header
        try:
            for cells in reader:
                body = json.dumps(_body(cells), ensure_ascii=False)
                yield Row(reader.line_num, body.encode())
        except csv.Error as exc:
            raise BadFile(f"line {reader.line_num}: {exc}") from exc


def _check_header(header: Iterable[str]) -> None:
    names = list(header)
    wrong = ""
    if unknown := [name for name in names if name not in COLUMNS]:
        wrong = f"unknown column {unknown[0][:50]!r}"
    elif twice := [name for name in names if names.count(name) > 1]:
        wrong = f"column {twice[0]!r} is there twice"
    elif "narrative" not in names:
        wrong = "no narrative"
    if wrong:
        raise BadFile(f"header: {wrong}; columns are {', '.join(COLUMNS)}")


def _body(cells: dict[Any, Any]) -> dict[str, Any]:
    """A CSV row as a body; several products or companies are parted by semicolons."""
    body: dict[str, Any] = {}
    for name, cell in cells.items():
        if name is None:
            # More cells than columns: refused by name, not silently dropped.
            body["cells beyond the header"] = len(cell)
        elif name in SEVERAL and cell:
            parts = (part.strip() for part in cell.split(";"))
            body[name] = [{SEVERAL[name]: part} for part in parts if part]
        elif cell:
            body[name] = cell
    return body
