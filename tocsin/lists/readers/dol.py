"""DOL's List of Goods as the XML file that its own apps read.

The elements are those of the Sweat & Toil apps of the U.S. Department of Labor: a Good
holds its name, its sector and its countries; a country says Yes or No to each kind of
exploitation.
"""

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tocsin.lists.readers.published import ListUnreadable, check_size, plain

_KINDS = {
    "child_labor": "child_labor",
    "forced_labor": "forced_labor",
    "forced_child_labor": "forced_child_labor",
    "derived_labor_exploitation": "derived",
}


@dataclass(frozen=True, slots=True)
class PublishedGood:
    """A good of a country, as published; `country` is the name that DOL uses."""

    good: str
    sector: str
    country: str
    exploitation: tuple[str, ...]

    @property
    def key(self) -> str:
        """What stays the same while an entry changes: the good and the country."""
        return f"{self.good}, {self.country}"


def read_dol(data: bytes) -> tuple[PublishedGood, ...]:
    """The goods of the file, in its order, one row for each country.

    The parser is one of HTML: it knows no entities that grow, so a hostile file can
    cost no more than its size.

    Raises:
        ListUnreadable: no goods, or a good without a name or a country without one.
    """
    check_size(data)
    rows = [
        row
        for good in LexborHTMLParser(data).css("good")
        for row in _countries(good, _text(good, "good_name"))
    ]
    if not rows:
        raise ListUnreadable("no Good with Countries")
    return tuple(rows)


def _countries(good: LexborNode, name: str) -> list[PublishedGood]:
    if not name:
        raise ListUnreadable("a Good has no Good_Name")
    sector = _text(good, "good_sector")
    return [_row(country, name, sector) for country in good.css("country")]


def _row(country: LexborNode, good: str, sector: str) -> PublishedGood:
    name = _text(country, "country_name")
    if not name:
        raise ListUnreadable(f"{good}: a Country has no Country_Name")
    kinds = (k for tag, k in _KINDS.items() if _text(country, tag).casefold() == "yes")
    return PublishedGood(good, sector, name, tuple(kinds))


def _text(node: LexborNode, tag: str) -> str:
    found = node.css_first(tag)
    return plain(found.text()) if found else ""
