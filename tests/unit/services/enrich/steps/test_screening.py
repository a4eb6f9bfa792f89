"""Goods x producer x region x date. Companies are invented, so the lists are too."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from schemas.enrichment import Country, Organization, Product, ScreeningHit
from services.enrich.steps.screening import screen
from tests.unit.services.enrich.steps.case_parts import (
    country,
    organization,
    product,
)
from tocsin.lists import Change, Entity, Good, Lists, Order, Producer, Section
from tocsin.lists.tables import load_lists

CHINA = country("CN", "China")
MALAYSIA = country("MY", "Malaysia")
TODAY = date(2026, 9, 1)
PAGE = "https://www.cbp.gov/trade/forced-labor/withhold-release-orders-and-findings"


def _order(**changes: Any) -> Order:
    order = Order(
        id="wro-2021-05-04-zamrud",
        kind="wro",
        title="Zamrud Latex Berhad",
        issued="2021-05-04",
        merchandise="Rubber gloves",
        goods=("rubber glove",),
        hs=("4015",),
        scope="producer",
        country="MY",
        producers=(Producer("Zamrud Latex Manufacturing Berhad"),),
        source=PAGE,
        as_of="2026-06-23",
    )
    return replace(order, **changes)


def _lists(*rows: Order | Entity | Good) -> Lists:
    return Lists(
        orders=tuple(row for row in rows if isinstance(row, Order)),
        entities=tuple(row for row in rows if isinstance(row, Entity)),
        sectors=(),
        presumptions=load_lists().presumptions,
        goods=tuple(row for row in rows if isinstance(row, Good)),
        industries=(),
        editions=load_lists().editions,
    )


def _screen(
    lists: Lists,
    *,
    organizations: tuple[Organization, ...] = (),
    products: tuple[Product, ...] = (),
    countries: tuple[Country, ...] = (MALAYSIA,),
    as_of: date = TODAY,
) -> tuple[ScreeningHit, ...]:
    return screen(
        countries=countries,
        organizations=organizations,
        products=products,
        subregions=(),
        as_of=as_of,
        lists=lists,
    )


def _entries(hits: tuple[ScreeningHit, ...]) -> dict[str, str]:
    return {hit.entry: hit.status for hit in hits}


def _xinjiang(goods: str, as_of: date = TODAY) -> dict[str, ScreeningHit]:
    hits = screen(
        countries=(CHINA,),
        organizations=(),
        products=(product(goods),),
        subregions=("CN-XJ",),
        as_of=as_of,
        lists=load_lists(),
    )
    return {hit.entry: hit for hit in hits}


XINJIANG_ORDER = "wro-2021-01-13-cotton-and-tomatoes-of-xinjiang"


def test_cotton_from_xinjiang_hits_without_a_company_name() -> None:
    hit = _xinjiang("cotton")[XINJIANG_ORDER]
    assert (hit.status, hit.score, hit.matched_on) == (
        "active",
        1.0,
        ("goods", "region"),
    )
    assert hit.matched == ("cotton", "CN-XJ")
    assert hit.edition == "2026-06-23"
    assert hit.source == PAGE


@pytest.mark.parametrize("goods", ["shirts", "cotton yarn", "ketchup", "tomato paste"])
def test_downstream_goods_hit_the_xinjiang_order(goods: str) -> None:
    assert XINJIANG_ORDER in _xinjiang(goods)


def test_goods_of_another_kind_do_not_hit_the_xinjiang_order() -> None:
    assert XINJIANG_ORDER not in _xinjiang("frozen squid")


def test_anything_from_xinjiang_meets_the_presumption_once_it_is_in_force() -> None:
    entry = "uflpa-presumption-cn-xj"
    assert _xinjiang("frozen squid")[entry].status == "active"
    assert _xinjiang("frozen squid", date(2022, 6, 20))[entry].status == "inactive"
    assert _xinjiang("frozen squid", date(2022, 6, 21))[entry].status == "active"


def test_cotton_of_another_chinese_region_does_not_hit_the_xinjiang_order() -> None:
    hits = screen(
        countries=(CHINA,),
        organizations=(),
        products=(product("cotton"),),
        subregions=(),
        as_of=TODAY,
        lists=load_lists(),
    )
    entries = _entries(hits)
    assert XINJIANG_ORDER not in entries
    assert "uflpa-presumption-cn-xj" not in entries
    assert entries["dol-cotton-cn"] == "active"


def test_a_subregion_of_an_alleged_country_counts() -> None:
    place = CHINA.model_copy(update={"subregions": ("CN-XJ",)})
    hits = screen(
        countries=(place,),
        organizations=(),
        products=(product("cotton"),),
        subregions=(),
        as_of=TODAY,
        lists=load_lists(),
    )
    assert XINJIANG_ORDER in _entries(hits)


def test_a_region_that_is_only_named_weighs_less() -> None:
    supplier = country("CN", "China", alleged=False)
    hits = screen(
        countries=(supplier.model_copy(update={"subregions": ("CN-XJ",)}),),
        organizations=(),
        products=(product("cotton yarn"),),
        subregions=(),
        as_of=TODAY,
        lists=load_lists(),
    )
    scores = {hit.entry: hit.score for hit in hits}
    assert scores[XINJIANG_ORDER] == 0.6
    assert scores["uflpa-presumption-cn-xj"] == 0.6


@pytest.mark.parametrize(
    "name",
    [
        "Zamrud Latex Manufacturing Bhd.",
        "ZAMRUD LATEX MFG. SDN BHD",
        "Zamrud Latex",
        "Zamrudd Latex Manufacturing",
    ],
)
def test_a_producer_is_found_under_variants_of_its_name(name: str) -> None:
    hits = _screen(
        _lists(_order()),
        organizations=(organization(name),),
        products=(product("nitrile rubber gloves"),),
    )
    assert _entries(hits) == {"wro-2021-05-04-zamrud": "active"}
    assert hits[0].matched_on == ("producer", "goods", "country")
    assert hits[0].matched == (name, "nitrile rubber gloves")


@pytest.mark.parametrize(
    "name", ["Zamrud", "Latex Manufacturing", "Zamrud Plantation", "Topaz Latex"]
)
def test_a_single_shared_word_is_no_match(name: str) -> None:
    hits = _screen(
        _lists(_order()),
        organizations=(organization(name),),
        products=(product("rubber gloves"),),
    )
    assert hits == ()


def test_a_country_that_contradicts_is_no_match() -> None:
    company = organization("Zamrud Latex Manufacturing", country="TH")
    assert _screen(_lists(_order()), organizations=(company,)) == ()


def test_a_variant_of_the_organization_may_match() -> None:
    company = organization("ZLM", variants=("Zamrud Latex Manufacturing",))
    hits = _screen(_lists(_order()), organizations=(company,))
    assert hits[0].matched == ("Zamrud Latex Manufacturing",)


def test_a_one_word_name_needs_its_country() -> None:
    order = _order(producers=(Producer("Zamrud Berhad"),))
    there = organization("Zamrud", country="MY")
    nowhere = organization("Zamrud")
    lists = _lists(order)
    assert _screen(lists, organizations=(there,), countries=()) != ()
    assert _screen(lists, organizations=(nowhere,), countries=()) == ()


def test_vessels_of_another_number_are_other_vessels() -> None:
    order = _order(producers=(Producer("Hai Feng Star No. 12"),), vessel=True)
    order = replace(order, country=None)
    lists = _lists(order)
    same = organization("F/V Hai Feng Star No. 12", role="vessel")
    other = organization("Hai Feng Star No. 15", role="vessel")
    assert len(_screen(lists, organizations=(same,))) == 1
    assert _screen(lists, organizations=(other,)) == ()


def test_a_subsidiary_matches_only_where_the_order_means_subsidiaries() -> None:
    name = organization("Zamrud Latex Manufacturing Kedah Utara")
    assert _screen(_lists(_order()), organizations=(name,)) == ()
    hits = _screen(_lists(_order(subsidiaries=True)), organizations=(name,))
    assert _entries(hits) == {"wro-2021-05-04-zamrud": "active"}


def test_the_status_is_that_of_the_day_of_the_facts() -> None:
    modified = Change("2023-02-10", "modified", "Gloves of this producer admitted.")
    lists = _lists(_order(changes=(modified,)))
    company = (organization("Zamrud Latex Manufacturing"),)

    def on(day: date) -> ScreeningHit:
        return _screen(lists, organizations=company, as_of=day)[0]

    before = on(date(2020, 1, 1))
    assert before.status == "inactive"
    assert before.title.endswith("(issued after the facts)")
    assert on(date(2021, 5, 4)).status == "active"
    assert on(date(2023, 2, 9)).status == "active"
    assert on(date(2023, 2, 10)).status == "modified"


def test_a_producer_that_was_removed_is_spared_from_that_day() -> None:
    spared = Producer("Zamrud Latex Manufacturing", removed_on="2022-01-01")
    lists = _lists(_order(producers=(spared, Producer("Topaz Latex Works"))))
    company = (organization("Zamrud Latex Manufacturing"),)
    still = _screen(lists, organizations=company, as_of=date(2021, 12, 31))
    gone = _screen(lists, organizations=company, as_of=date(2022, 1, 1))
    other = _screen(lists, organizations=(organization("Topaz Latex Works"),))
    assert (still[0].status, gone[0].status, other[0].status) == (
        "active",
        "inactive",
        "active",
    )


def test_an_ngo_that_reports_is_not_screened() -> None:
    ngo = organization("Zamrud Latex Manufacturing", role="ngo", alleged=False)
    assert _screen(_lists(_order()), organizations=(ngo,)) == ()


def test_other_goods_weaken_a_hit_on_the_name() -> None:
    company = (organization("Zamrud Latex Manufacturing"),)
    lists = _lists(_order())
    same = _screen(lists, organizations=company, products=(product("rubber gloves"),))
    other = _screen(lists, organizations=company, products=(product("furniture"),))
    assert other[0].score < same[0].score
    assert other[0].matched_on == ("producer", "country")


def test_an_entity_is_found_by_its_former_name() -> None:
    entity = Entity(
        id="uflpa-beitan",
        name="Beitan Color Spinning Co., Ltd.",
        former_names=("Luoke Melange Yarn Co., Ltd.",),
        sections=(Section("2(d)(2)(B)(v)", "2024-05-17"),),
        listed_on="2024-05-17",
        country="CN",
        source="https://www.dhs.gov/uflpa-entity-list",
        as_of="2026-07-09",
    )
    company = (organization("Luoke Melange Yarn"),)
    lists = _lists(entity)
    hits = _screen(lists, organizations=company, countries=(CHINA,))
    early = _screen(
        lists, organizations=company, countries=(CHINA,), as_of=date(2024, 5, 16)
    )
    assert _entries(hits) == {"uflpa-beitan": "active"}
    assert _entries(early) == {"uflpa-beitan": "inactive"}


def test_a_good_of_the_dol_list_hits_on_goods_and_country() -> None:
    good = Good(
        id="dol-bricks-np",
        good="Bricks (clay)",
        country="NP",
        exploitation=("forced_labor",),
        source="https://www.dol.gov/agencies/ilab/reports/child-labor/list-of-goods",
        as_of="2023-08-23",
    )
    nepal = country("NP", "Nepal")
    named = country("NP", "Nepal", alleged=False)
    lists = _lists(good)
    bricks = (product("brick"),)
    assert _screen(lists, products=bricks, countries=(nepal,))[0].score == 1.0
    assert _screen(lists, products=bricks, countries=(named,))[0].score == 0.6
    assert _screen(lists, products=bricks) == ()


def test_the_same_case_always_gives_the_same_hits() -> None:
    first, second = _xinjiang("shirts"), _xinjiang("shirts")
    assert first == second
