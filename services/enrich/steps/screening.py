"""What official lists already say: goods x producer x region x date.

A hit is a place to look, not a verdict: each says which entry of which edition it is,
what matched and how well, and the entry's status on the day of the facts.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from schemas.enrichment import Country, Organization, Product, ScreeningHit
from services.enrich.steps.screening_areas import area_hits
from services.enrich.steps.screening_facts import Facts
from services.enrich.steps.screening_names import name_hits
from tocsin.lists import Lists


def screen(
    *,
    countries: Sequence[Country],
    organizations: Sequence[Organization],
    products: Sequence[Product],
    subregions: Sequence[str],
    as_of: date,
    lists: Lists,
) -> tuple[ScreeningHit, ...]:
    """Every entry of the lists that touches the case, best first, one hit an entry."""
    regions = {*subregions, *(r for c in countries if c.alleged for r in c.subregions)}
    facts = Facts(
        countries=tuple(countries),
        organizations=tuple(organizations),
        products=_alleged(products),
        subregions=tuple(sorted(regions)),
        as_of=as_of,
    )
    best: dict[tuple[str, str], ScreeningHit] = {}
    for hit in _all_hits(facts, lists):
        key = (hit.list, hit.entry)
        if key not in best or _weight(hit) > _weight(best[key]):
            best[key] = hit
    return tuple(sorted(best.values(), key=_order))


def _alleged(products: Sequence[Product]) -> tuple[Product, ...]:
    """The goods said to be made with forced labor; all, where none is singled out."""
    return tuple(p for p in products if p.alleged) or tuple(products)


def _all_hits(facts: Facts, lists: Lists) -> Iterator[ScreeningHit]:
    yield from name_hits(facts, lists)
    yield from area_hits(facts, lists)


def _weight(hit: ScreeningHit) -> tuple[int, float]:
    """A named producer says more of an entry than its area: it may be spared."""
    return len(hit.matched_on), hit.score


def _order(hit: ScreeningHit) -> tuple[bool, float, str, str]:
    return hit.status == "inactive", -hit.score, hit.list, hit.entry
