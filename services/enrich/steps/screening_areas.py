"""Hits that need no company: goods of a country or a region."""

from collections.abc import Iterator

from schemas.enrichment import ScreeningHit
from services.enrich.steps.screening_facts import Facts
from services.enrich.steps.screening_goods import find_goods, good_terms
from services.enrich.steps.screening_orders import order_status, order_title
from tocsin.lists import Good, Lists, Order, Presumption, Sector
from tocsin.lists.partial_date import first_day
from tocsin.text.regions import country_name

# A sector of the UFLPA strategy outside Xinjiang only says where CBP looks first.
_SECTOR_OUTSIDE_REGION = 0.5
_NO_GOODS = 0.7  # without goods there is nothing yet that could be imported
_SECTOR_COUNTRY = "CN"
_CHILD_LABOR_ONLY = 0.8
"""An entry on child labor says less about forced labor of adults."""

_EXPLOITATION = {
    "child_labor": "child labor",
    "forced_labor": "forced labor",
    "forced_child_labor": "forced child labor",
    "derived": "made with a listed input",
}


def area_hits(facts: Facts, lists: Lists) -> Iterator[ScreeningHit]:
    """Area orders, the UFLPA presumption and sectors, and the DOL list."""
    hits = (
        *(_order(facts, lists, row) for row in lists.orders if row.scope == "area"),
        *(_presumption(facts, lists, row) for row in lists.presumptions),
        *(_sector(facts, lists, row) for row in lists.sectors),
        *(_good(facts, lists, row) for row in _goods_of_case(facts, lists)),
    )
    return (hit for hit in hits if hit is not None)


def _goods_of_case(facts: Facts, lists: Lists) -> Iterator[Good]:
    for country in facts.countries:
        yield from lists.goods_by_country.get(country.code, ())


def _order(facts: Facts, lists: Lists, order: Order) -> ScreeningHit | None:
    if order.region:
        place, on = facts.region_score(order.region), "region"
    else:
        place, on = facts.country_score(order.country), "country"
    if not place:
        return None
    goods = find_goods(
        facts.products, order.goods, order.hs, downstream=order.downstream
    )
    if goods is None:
        return None
    words = order.region or facts.country_words(order.country or "")
    return ScreeningHit(
        list="cbp_wro",
        edition=lists.editions["orders"],
        entry=order.id,
        title=order_title(order, facts.as_of),
        status=order_status(order, facts.as_of),
        as_of=facts.as_of,
        matched_on=("goods", on),
        matched=(goods.words, words),
        score=round(place * goods.score, 2),
        source=order.source,
    )


def _presumption(facts: Facts, lists: Lists, row: Presumption) -> ScreeningHit | None:
    place = facts.region_score(row.region)
    if not place:
        return None
    in_force = first_day(row.in_force) <= facts.as_of
    return ScreeningHit(
        list="uflpa",
        edition=lists.editions["uflpa_presumptions"],
        entry=row.id,
        title=row.title if in_force else f"{row.title}, in force since {row.in_force}",
        status="active" if in_force else "inactive",
        as_of=facts.as_of,
        matched_on=("region",),
        matched=(row.region,),
        score=round(place * (1.0 if facts.products else _NO_GOODS), 2),
        source=row.source,
    )


def _sector(facts: Facts, lists: Lists, sector: Sector) -> ScreeningHit | None:
    place = facts.country_score(_SECTOR_COUNTRY)
    if not place:
        return None
    goods = find_goods(facts.products, sector.goods, sector.hs, downstream=False)
    if goods is None:
        return None
    region = any(row.region in facts.subregions for row in lists.presumptions)
    factor = 1.0 if region else _SECTOR_OUTSIDE_REGION
    added = first_day(sector.added) <= facts.as_of
    return ScreeningHit(
        list="uflpa",
        edition=lists.editions["uflpa_sectors"],
        entry=sector.id,
        title=f"UFLPA high-priority sector since {sector.added}: {sector.name}",
        status="active" if added else "inactive",
        as_of=facts.as_of,
        matched_on=("goods", "country"),
        matched=(goods.words, facts.country_words(_SECTOR_COUNTRY)),
        score=round(place * goods.score * factor, 2),
        source=sector.source,
    )


def _good(facts: Facts, lists: Lists, row: Good) -> ScreeningHit | None:
    place = facts.country_score(row.country)
    if not place:
        return None
    goods = find_goods(facts.products, good_terms(row.good), (), downstream=False)
    if goods is None:
        return None
    kinds = ", ".join(_EXPLOITATION[kind] for kind in row.exploitation)
    factor = _CHILD_LABOR_ONLY if row.exploitation == ("child_labor",) else 1.0
    return ScreeningHit(
        list="dol_goods",
        edition=lists.editions["dol_goods"],
        entry=row.id,
        title=f"DOL List of Goods: {row.good}, {country_name(row.country)} ({kinds})",
        status=row.status_on(facts.as_of),
        as_of=facts.as_of,
        matched_on=("goods", "country"),
        matched=(goods.words, facts.country_words(row.country)),
        score=round(place * goods.score * factor, 2),
        source=row.source,
    )
