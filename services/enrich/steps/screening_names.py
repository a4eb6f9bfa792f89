"""Hits of the case's organizations on producers and entities that lists name."""

from collections.abc import Iterator

from schemas.enrichment import Organization, ScreeningHit
from services.enrich.steps.screening_facts import Facts, contradicts
from services.enrich.steps.screening_goods import ALL_GOODS, GoodsMatch, find_goods
from services.enrich.steps.screening_orders import (
    entity_title,
    order_status,
    order_title,
)
from tocsin.lists import Entity, Lists, Order
from tocsin.lists.named import ListedName

# Factors on the score of the name. Only their order matters: a country that agrees says
# more than none, goods that agree more than goods that are others.
_COUNTRY_UNKNOWN = 0.9
_GOODS_OTHER = 0.7
_GOODS_UNKNOWN = 0.85


def name_hits(facts: Facts, lists: Lists) -> Iterator[ScreeningHit]:
    """Orders and entities under whose names an organization of the case is listed."""
    for organization in facts.screened_organizations():
        names = dict.fromkeys((organization.text, *organization.variants))
        for name in names:
            for found in lists.names.find(name):
                hit = _hit(facts, lists, organization, found)
                if hit is not None:
                    yield hit.model_copy(update={"matched": (name, *hit.matched)})


def _hit(
    facts: Facts, lists: Lists, organization: Organization, found: ListedName
) -> ScreeningHit | None:
    row = found.row
    if not isinstance(row, Order | Entity):
        return None
    known = _country_factor(facts, organization, row)
    if known is None or (found.match.alone and known < 1.0):
        # A single word is many companies' name; the country has to agree.
        return None
    if isinstance(row, Order):
        return _order_hit(facts, lists, row, found, known)
    return _entity_hit(facts, lists, row, found, known)


def _country_factor(
    facts: Facts, organization: Organization, row: Order | Entity
) -> float | None:
    """None where the countries contradict each other; vessels have no country."""
    if isinstance(row, Order) and row.vessel:
        return 1.0 if organization.role == "vessel" else _COUNTRY_UNKNOWN
    if contradicts(organization.country, row.country):
        return None
    agrees = organization.country or facts.country_score(row.country)
    return 1.0 if agrees else _COUNTRY_UNKNOWN


def _order_hit(
    facts: Facts, lists: Lists, order: Order, found: ListedName, known: float
) -> ScreeningHit:
    goods = find_goods(
        facts.products, order.goods, order.hs, downstream=order.downstream
    )
    factor = _goods_factor(facts, goods)
    named = goods is not None and ALL_GOODS not in order.goods
    on_country = bool(facts.country_score(order.country))
    return ScreeningHit(
        list="cbp_wro",
        edition=lists.editions["orders"],
        entry=order.id,
        title=order_title(order, facts.as_of),
        status=order_status(order, facts.as_of, found.name),
        as_of=facts.as_of,
        matched_on=(
            "producer",
            *(("goods",) if named else ()),
            *(("country",) if on_country else ()),
        ),
        matched=(goods.words,) if goods and named else (),
        score=round(found.match.score * known * factor, 2),
        source=order.source,
    )


def _goods_factor(facts: Facts, goods: GoodsMatch | None) -> float:
    if goods is not None:
        return 1.0
    return _GOODS_OTHER if facts.products else _GOODS_UNKNOWN


def _entity_hit(
    facts: Facts, lists: Lists, entity: Entity, found: ListedName, known: float
) -> ScreeningHit:
    on_country = bool(facts.country_score(entity.country))
    return ScreeningHit(
        list="uflpa",
        edition=lists.editions["uflpa_entities"],
        entry=entity.id,
        title=entity_title(entity, facts.as_of),
        status=entity.status_on(facts.as_of),
        as_of=facts.as_of,
        matched_on=("producer", *(("country",) if on_country else ())),
        matched=(),
        score=round(found.match.score * known, 2),
        source=entity.source,
    )
