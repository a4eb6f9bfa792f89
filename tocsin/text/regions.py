"""Countries by ISO 3166-1 code: English name and UN M49 sub-region."""

from functools import cache
from typing import NamedTuple

from babel import Locale

from tocsin.text.tables import rows


class SubRegion(NamedTuple):
    """A sub-region of UN M49."""

    code: str
    name: str


# CLDR's English names that official lists word in another way.
_NAMES = {
    "CD": "DR Congo",
    "CG": "Republic of the Congo",
    "HK": "Hong Kong",
    "MO": "Macao",
}
_NAMES |= {"MM": "Myanmar", "PS": "Palestine"}
_NOWHERE = SubRegion("000", "Unknown")


@cache
def _sub_regions() -> dict[str, SubRegion]:
    return {
        country: SubRegion(code, name)
        for code, name, countries in rows("m49.tsv")
        for country in countries.split()
    }


def country_codes() -> frozenset[str]:
    """Every ISO 3166-1 code (and XK) that lies in a sub-region."""
    return frozenset(_sub_regions())


def sub_region(code: str) -> SubRegion:
    """The sub-region of a country; 000 for a code that M49 does not place."""
    return _sub_regions().get(code, _NOWHERE)


@cache
def country_name(code: str) -> str:
    """The English name of a country; the code itself where none is known."""
    return _NAMES.get(code) or Locale("en").territories.get(code) or code
