"""CBP's CSV of Withhold Release Orders and Findings.

Published at cbp.gov/document/stats/withhold-release-orders-findings under a file name
that changes with each edition; Windows-1252, with line breaks inside quoted cells.
"""

import csv
import io
import re
from dataclasses import dataclass
from datetime import date

from tocsin.lists.readers.published import (
    ListUnreadable,
    check_size,
    plain,
    read_date,
)

_COLUMNS = {
    "effective date": "issued",
    "country code": "country_code",
    "country": "country",
    "merchandise": "merchandise",
    "wro/finding": "kind",
    "industry": "industry",
    "status": "status",
    "press release/modified date": "modified",
    "entity": "producer",
    "remarks": "remarks",
}
_REQUIRED = ("issued", "country", "merchandise", "kind", "status", "producer")
# CBP's code for a vessel that fishes on the high seas; it is no country.
_NO_COUNTRY = frozenset({"FV", ""})
_ALIAS = re.compile(
    r",?\s*\(?\b(?:a\.?/?k\.?/?a\.?|also known as)\s*:?\s+", re.IGNORECASE
)
_UTF8_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class PublishedOrder:
    """A row of CBP's file, as published; names split at a/k/a.

    `modified` is CBP's text: a date, the address of a press release, or nothing.
    """

    kind: str
    issued: date
    country: str
    country_code: str | None
    merchandise: str
    industry: str
    status: str
    names: tuple[str, ...]
    modified: str = ""
    remarks: str = ""

    @property
    def key(self) -> str:
        """What stays the same while an order changes: kind, day, producer, goods."""
        return f"{self.kind} {self.issued} {self.names[0]}: {self.merchandise}"


def read_cbp(data: bytes) -> tuple[PublishedOrder, ...]:
    """The orders of CBP's file, in its order.

    Raises:
        ListUnreadable: a column is missing, or a row holds no date, kind or producer.
    """
    check_size(data)
    rows = csv.reader(io.StringIO(_decoded(data), newline=""))
    columns: dict[str, int] | None = None
    found: list[PublishedOrder] = []
    try:
        for row in rows:
            if columns is None:
                columns = _header(row)
            elif any(cell.strip() for cell in row):
                found.append(_order(row, columns, rows.line_num))
    except csv.Error as error:
        raise ListUnreadable(f"line {rows.line_num}: {error}") from error
    if columns is None:
        raise ListUnreadable("no header with Effective Date, Merchandise and Entity")
    return tuple(found)


def _decoded(data: bytes) -> str:
    if data.startswith(_UTF8_MARK):
        return data.decode("utf-8-sig", "replace")
    # Five bytes of Windows-1252 stand for nothing; they must not cost the file.
    return data.decode("cp1252", "replace")


def _header(row: list[str]) -> dict[str, int] | None:
    """The place of each column; None while the row is a title above the header."""
    names = [plain(cell).casefold() for cell in row]
    if "effective date" not in names:
        return None
    columns = {_COLUMNS[name]: i for i, name in enumerate(names) if name in _COLUMNS}
    lacking = [name for name, key in _COLUMNS.items() if key in _REQUIRED]
    lacking = [name for name in lacking if _COLUMNS[name] not in columns]
    if lacking:
        raise ListUnreadable(f"columns are missing: {', '.join(lacking)}")
    return columns


def _order(row: list[str], columns: dict[str, int], line: int) -> PublishedOrder:
    cells = {
        key: plain(row[place]) if place < len(row) else ""
        for key, place in columns.items()
    }
    kind = cells["kind"].casefold()
    if kind not in {"wro", "finding"}:
        raise ListUnreadable(f"line {line}: neither a WRO nor a Finding")
    names = tuple(filter(None, (plain(n).strip(";,() ") for n in _names(cells))))
    if not names:
        raise ListUnreadable(f"line {line}: no entity")
    try:
        issued = read_date(cells["issued"])
    except ValueError as error:
        raise ListUnreadable(f"line {line}: {error}") from error
    code = cells.get("country_code", "").upper()
    return PublishedOrder(
        kind=kind,
        issued=issued,
        country=cells["country"],
        country_code=None if code in _NO_COUNTRY else code,
        merchandise=cells["merchandise"],
        industry=cells.get("industry", ""),
        status=cells["status"],
        names=names,
        modified=cells.get("modified", ""),
        remarks=cells.get("remarks", ""),
    )


def _names(cells: dict[str, str]) -> list[str]:
    return _ALIAS.split(cells["producer"])
