"""The regions of production that the form names, as ISO 3166-2 codes."""

import re
from collections.abc import Iterable, Iterator

from schemas.enrichment import Country
from schemas.submission import Allegation
from tocsin.text.folding import fold
from tocsin.text.gazetteer import Place, place_index, unspaced_index

# People write "Kashgar, Xinjiang (China)" and "Aksu Prefecture".
_PARTS = re.compile(r"[,;/()\n]|\s[-\u2013]\s")
_KINDS = re.compile(
    r"^(?:province|state|region|provincia|estado|province|r[ée]gion)\s+(?:of|de|du)\s+|"
    r"\s+(?:(?:uy|ui)ghur\s+)?(?:autonomous\s+)?"
    r"(?:province|prefecture|region|state|district|county|oblast|division)$",
    re.IGNORECASE,
)
_MAKING_ROLES = frozenset({"manufacturer", "exporter"})


def claimed_regions(allegation: Allegation) -> tuple[str, ...]:
    """The regions where the form says that the goods are made, without doubles.

    A name that may be two regions is left out, and one of another country than the
    form gives.
    """
    claims = [(allegation.production_region, allegation.production_country)]
    claims += [
        (company.region, company.country or allegation.production_country)
        for company in allegation.companies
        if company.role in _MAKING_ROLES
    ]
    found = (code for name, country in claims for code in _codes(name or "", country))
    return tuple(dict.fromkeys(found))


def with_regions(
    countries: Iterable[Country], regions: Iterable[str]
) -> tuple[Country, ...]:
    """The countries, those where the labor is said to be with the form's regions."""
    codes = tuple(regions)
    return tuple(_with_regions(one, codes) if one.alleged else one for one in countries)


def _with_regions(country: Country, codes: tuple[str, ...]) -> Country:
    own = (code for code in codes if code.startswith(f"{country.code}-"))
    every = tuple(dict.fromkeys((*country.subregions, *own)))
    return country.model_copy(update={"subregions": every})


def _codes(name: str, country: str | None) -> Iterator[str]:
    for places in _places(name):
        codes = {
            place.subdivision
            for place in places
            if place.subdivision and country in (None, place.code)
        }
        if len(codes) == 1:
            yield codes.pop()


def _places(name: str) -> Iterator[tuple[Place, ...]]:
    """What the whole name, its parts and the names inside unspaced writing may be."""
    for part in (name, *_PARTS.split(name)):
        for key in (fold(part), fold(_KINDS.sub("", part.strip()))):
            if found := place_index().get(key):
                yield found
    if not name.isascii():
        yield from (found for key, found in unspaced_index().items() if key in name)
