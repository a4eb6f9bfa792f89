"""DHS's page of the UFLPA Entity List: HTML tables, one for each section of the act.

Published at dhs.gov/uflpa-entity-list. The section stands above its table; the table
has the columns Name of Entity and Effective Date.
"""

import re
from dataclasses import dataclass
from datetime import date

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tocsin.lists.readers.dhs_entry import parse_entry
from tocsin.lists.readers.published import (
    ListUnreadable,
    check_size,
    plain,
    read_date,
)

_SECTION = re.compile(r"2\s?\(d\)\s?\(2\)\s?\(B\)\s?\((i{1,3}|iv|v)\)")
_CELLS = 2  # name and date


@dataclass(frozen=True, slots=True)
class PublishedEntity:
    """A row of a table, with the names taken apart and its section."""

    name: str
    section: str
    listed_on: date
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    subsidiaries: bool = False

    @property
    def key(self) -> str:
        """What stays the same while an entry changes: its name and its section."""
        return f"{self.name} {self.section}"


def read_dhs(data: bytes) -> tuple[PublishedEntity, ...]:
    """The entities of the page, in its order.

    Raises:
        ListUnreadable: no table of entities, a table without its section above it, or
            a row without a date.
    """
    check_size(data)
    found: list[PublishedEntity] = []
    section: str | None = None
    body = LexborHTMLParser(data).body
    for node in body.traverse(include_text=True) if body else ():
        if node.tag == "-text":
            named = _SECTION.findall(node.text_content or "")
            section = f"2(d)(2)(B)({named[-1]})" if named else section
        elif node.tag == "tr":
            cells = [plain(cell.text()) for cell in node.css("td")]
            if _is_entity(node, cells):
                found.append(_entity(cells, section))
    if not found:
        raise ListUnreadable("no table with Name of Entity and Effective Date")
    return tuple(found)


def _is_entity(row: LexborNode, cells: list[str]) -> bool:
    """Whether a row is in a table of entities; the page has other tables too."""
    table = row.parent
    while table is not None and table.tag != "table":
        table = table.parent
    if table is None or len(cells) < _CELLS or not cells[0]:
        return False
    head = table.css_first("tr")
    heading = plain(head.text()).casefold() if head else ""
    itself = plain(row.text()).casefold() == heading
    return "entity" in heading and "date" in heading and not itself


def _entity(cells: list[str], section: str | None) -> PublishedEntity:
    if section is None:
        raise ListUnreadable("a table of entities stands under no section of the act")
    entry = parse_entry(cells[0])
    try:
        listed_on = read_date(cells[1])
    except ValueError as error:
        raise ListUnreadable(f"{entry.name}: {error}") from error
    return PublishedEntity(
        name=entry.name,
        section=section,
        listed_on=listed_on,
        aliases=entry.aliases,
        former_names=entry.former_names,
        subsidiaries=entry.subsidiaries,
    )
