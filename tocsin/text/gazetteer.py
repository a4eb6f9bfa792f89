"""Names of countries, peoples, provinces and cities, and the country of each.

Sources: Unicode CLDR through Babel (countries in every language), ISO 3166-2 through
pycountry (subdivisions), GeoNames (cities of 15,000 people and more), and
our own tables in tocsin/text/data (demonyms, abbreviations, Xinjiang).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Literal

import pycountry
from babel import Locale, UnknownLocaleError

from tocsin.text.cities import cities
from tocsin.text.folding import fold
from tocsin.text.inflection import INFLECTIONS
from tocsin.text.regions import country_codes
from tocsin.text.tables import rows, words

PlaceKind = Literal["name", "abbreviation", "demonym", "subdivision", "city", "none"]

_NAME_CHARS_MIN = 4
# Writing without spaces between words: names are found as parts of a run.
UNSPACED_LANGUAGES = frozenset({"zh", "ja", "th", "km", "lo", "my"})
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff' .\-]+")
NO_COUNTRY = "-"
_ABBREVIATION_CHARS_MAX = 5


@dataclass(frozen=True, slots=True)
class Place:
    """What a name may stand for.

    Attributes:
        code: ISO 3166-1 alpha-2, or `-` for a phrase that names no country.
        kind: how the name names the country.
        population: of a city; 0 otherwise.
        subdivision: ISO 3166-2 code, where the place is or lies in one that we know.
    """

    code: str
    kind: PlaceKind
    population: int = 0
    subdivision: str | None = None


Index = Mapping[str, tuple[Place, ...]]


def _index(keys: Iterable[tuple[str, Place]]) -> Index:
    index: dict[str, tuple[Place, ...]] = {}
    for key, place in keys:
        places = index.get(key, ())
        # Nearly every name is one place: a tuple is made at once.
        if key and place not in places:
            index[key] = (*places, place)
    return index


def _folded(names: Iterable[tuple[str, Place]]) -> Iterator[tuple[str, Place]]:
    return ((fold(name), place) for name, place in names)


@cache
def country_index(language: str) -> Index:
    """Folded name -> countries, for texts of a language; English names always count."""
    languages = tuple(dict.fromkeys(("en", language)))
    names = [name for each in languages for name in _country_names(each)]
    return _index(_folded([*names, *_own_names(languages), *_demonyms(languages)]))


@cache
def place_index() -> Index:
    """Folded name of a city or subdivision -> places, the same for every language."""
    own = _folded([*_subdivisions(), *_xinjiang(column=2)])
    return _index(chain(own, _city_keys()))


@cache
def unspaced_index() -> Index:
    """Name as written in Chinese or Japanese -> places."""
    index: defaultdict[str, dict[Place, None]] = defaultdict(dict)
    for language in sorted(UNSPACED_LANGUAGES):
        for name, place in _country_names(language):
            index[name].setdefault(place)
    for name, place in _own_names(tuple(sorted(UNSPACED_LANGUAGES))):
        if not _LATIN.fullmatch(name):
            index[name].setdefault(place)
    for name, place in _xinjiang(column=1):
        index[name].setdefault(place)
    for name, place in _han_cities():
        index[name].setdefault(place)
    return {key: tuple(places) for key, places in index.items()}


def _country_names(language: str) -> Iterator[tuple[str, Place]]:
    try:
        territories = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return
    for code in sorted(country_codes()):
        name = territories.get(code)
        if name and len(name) > 1:
            place = Place(code, "name")
            yield name, place
            # CLDR writes "Hong Kong SAR China" and "Myanmar (Burma)".
            for part in re.split(r"[()]", name.partition(" SAR ")[0]):
                if len(part.strip()) >= _NAME_CHARS_MIN:
                    yield part.strip(), place


def _own_names(languages: tuple[str, ...]) -> Iterator[tuple[str, Place]]:
    for language, code, names in rows("country_names.tsv"):
        if language in {"*", *languages}:
            for name in names.split("|"):
                kind: PlaceKind = "abbreviation" if _is_abbreviation(name) else "name"
                yield name, Place(code, "none" if code == NO_COUNTRY else kind)


def _is_abbreviation(name: str) -> bool:
    return (
        name.isupper() and len(fold(name).replace(" ", "")) <= _ABBREVIATION_CHARS_MAX
    )


def _demonyms(languages: tuple[str, ...]) -> Iterator[tuple[str, Place]]:
    for language, code, cell in rows("demonyms.tsv"):
        if language not in languages:
            continue
        inflect = INFLECTIONS.get(language)
        for word in cell.replace("_", "\N{NO-BREAK SPACE}").split(" "):
            for form in inflect(word) if inflect else (word,):
                yield form, Place(code, "demonym")


def _subdivisions() -> Iterator[tuple[str, Place]]:
    generic = words("generic_places.tsv")
    for subdivision in pycountry.subdivisions:
        # A part of a part (a French department, an Italian province) counts as well.
        code, country = subdivision.code, subdivision.country_code
        for name in re.split(r"[\[\](),/]", subdivision.name):
            bare = name.strip()
            if len(bare) >= _NAME_CHARS_MIN and fold(bare) not in generic:
                yield bare, Place(country, "subdivision", 0, code)


def _xinjiang(*, column: int) -> Iterator[tuple[str, Place]]:
    for row in rows("xinjiang.tsv"):
        for name in row[column].split("|") if len(row) > column else ():
            if name:
                yield name, Place("CN", "subdivision", 0, "CN-XJ")


def _city_keys() -> Iterator[tuple[str, Place]]:
    generic = words("generic_places.tsv")
    for country, population, keys, _ in cities():
        place = Place(country, "city", population)
        for key in keys:
            if key not in generic:
                yield key, place


def _han_cities() -> Iterator[tuple[str, Place]]:
    for country, population, _, names in cities():
        for name in names:
            yield name, Place(country, "city", population)
