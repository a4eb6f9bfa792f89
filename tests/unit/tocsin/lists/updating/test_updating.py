from dataclasses import replace
from datetime import date

import pytest

from tocsin.lists import Change, Entity, Good, Lists, Order, Producer, Section
from tocsin.lists.readers import (
    ListUnreadable,
    PublishedEntity,
    PublishedGood,
    PublishedOrder,
)
from tocsin.lists.updating import update_entities, update_goods, update_orders
from tocsin.lists.updating.orders import goods_of

PAGE = "https://www.cbp.gov/trade/forced-labor/withhold-release-orders-and-findings"
EDITION = date(2026, 9, 29)
ORDER = Order(
    id="wro-2021-05-04-zamrud",
    kind="wro",
    title="Zamrud Latex Berhad",
    issued="2021-05-04",
    merchandise="Rubber gloves",
    goods=("rubber glove", "nitrile glove"),
    hs=("4015",),
    scope="producer",
    country="MY",
    producers=(Producer("Zamrud Latex Berhad"),),
    source=PAGE,
    as_of="2026-06-23",
)
SAME = PublishedOrder(
    kind="wro",
    issued=date(2021, 5, 4),
    country="Malaysia",
    country_code="MY",
    merchandise="Rubber Gloves",
    industry="Industrial and Manufacturing Materials",
    status="Active",
    names=("Zamrud Latex Bhd.",),
)
ENTITY = Entity(
    id="uflpa-beitan",
    name="Beitan Cotton Co., Ltd.",
    aliases=("Peitan",),
    sections=(Section("2(d)(2)(B)(v)", "2024-05-17"),),
    listed_on="2024-05-17",
    country="CN",
    source="https://www.dhs.gov/uflpa-entity-list",
    as_of="2026-07-09",
)
LISTED = PublishedEntity(
    name="Beitan Cotton Co., Ltd.",
    section="2(d)(2)(B)(v)",
    listed_on=date(2024, 5, 17),
    aliases=("Peitan",),
)
GOOD = Good(
    id="dol-tea-mm",
    good="Tea",
    country="MM",
    exploitation=("child_labor",),
    source="https://www.dol.gov/agencies/ilab/reports/child-labor/list-of-goods",
    as_of="2023-08-23",
)
LISTS = Lists(
    orders=(ORDER,),
    entities=(ENTITY,),
    sectors=(),
    presumptions=(),
    goods=(GOOD,),
    industries=(),
    editions={"orders": "2026-06-23"},
)


def test_an_order_that_did_not_change_keeps_all_we_added() -> None:
    updated = update_orders(LISTS, [SAME], EDITION)
    assert updated.changes == ()
    assert updated.lists.orders == (ORDER,)
    assert updated.lists.editions["orders"] == "2026-09-29"


def test_a_new_status_is_a_change_from_the_day_that_cbp_gives() -> None:
    new = replace(SAME, status="Inactive", modified="8/14/2026")
    updated = update_orders(LISTS, [new], EDITION)
    order = updated.lists.orders[0]
    assert order.changes == (
        Change("2026-08-14", "inactive", "Inactive in CBP's list."),
    )
    assert order.status_on(date(2026, 8, 13)) == "active"
    assert [(c.what, c.entry) for c in updated.changes] == [("changed", ORDER.id)]


def test_an_order_that_left_the_list_is_kept_as_inactive() -> None:
    updated = update_orders(LISTS, [], EDITION)
    order = updated.lists.orders[0]
    assert order.status_on(date(2026, 9, 28)) == "active"
    assert order.status_on(EDITION) == "inactive"
    assert updated.changes[0].what == "removed"
    assert update_orders(updated.lists, [], EDITION).changes == ()


def test_a_new_order_becomes_a_row_that_cases_can_match() -> None:
    new = replace(
        SAME,
        issued=date(2026, 9, 1),
        names=("Topaz Works Ltd. and its subsidiaries", "Topas"),
        merchandise="Tea, coffee and other products",
    )
    updated = update_orders(LISTS, [SAME, new], EDITION)
    order = updated.lists.orders[1]
    assert order.id.startswith("wro-2026-09-01-topaz-works")
    assert order.goods == ("tea", "coffee")
    assert order.subsidiaries
    assert order.status_on(EDITION) == "active"
    change = updated.changes[0]
    assert (change.what, change.names, change.goods, change.country) == (
        "added",
        ("Topaz Works Ltd. and its subsidiaries", "Topas"),
        ("tea", "coffee"),
        "MY",
    )


def test_a_new_vessel_and_a_new_area_are_known_as_such() -> None:
    vessel = replace(
        SAME,
        issued=date(2026, 9, 1),
        names=("Fishing Vessel: Hai Feng Star No. 12",),
        country_code=None,
        merchandise="Seafood",
    )
    area = replace(SAME, issued=date(2026, 9, 2), names=("Tea produced in Freedonia",))
    rows = update_orders(LISTS, [SAME, vessel, area], EDITION).lists.orders
    assert rows[1].vessel
    assert rows[1].listed_names == ("Hai Feng Star No. 12",)
    assert (rows[2].scope, rows[2].listed_names) == ("area", ())


@pytest.mark.parametrize(
    ("merchandise", "goods"),
    [
        ("All Products", ("*",)),
        ("Garments, apparel and textiles", ("garment", "apparel", "textile")),
        ("Stevia and its Derivatives", ("stevia",)),
    ],
)
def test_cbps_words_for_goods_are_read_as_terms(
    merchandise: str, goods: tuple[str, ...]
) -> None:
    assert goods_of(merchandise) == goods


def test_an_entity_that_did_not_change_is_the_same_row() -> None:
    updated = update_entities(LISTS, [LISTED], EDITION)
    assert updated.changes == ()
    assert updated.lists.entities == (ENTITY,)


def test_a_second_section_is_a_change_of_the_entity() -> None:
    second = replace(LISTED, section="2(d)(2)(B)(i)", listed_on=date(2026, 8, 1))
    updated = update_entities(LISTS, [LISTED, second], EDITION)
    assert [change.what for change in updated.changes] == ["changed"]
    entity = updated.lists.entities[0]
    assert entity.listed_on == "2024-05-17"
    assert [section.on for section in entity.sections] == ["2024-05-17", "2026-08-01"]


def test_entities_come_and_go_with_their_days() -> None:
    new = replace(LISTED, name="Xinjiang Luoke Ltd.", listed_on=date(2026, 8, 1))
    updated = update_entities(LISTS, [new], EDITION)
    luoke, beitan = updated.lists.entities
    assert luoke.id == "uflpa-xinjiang-luoke-ltd"
    assert luoke.xinjiang
    assert luoke.status_on(date(2026, 7, 31)) == "inactive"
    assert luoke.status_on(date(2026, 8, 1)) == "active"
    assert beitan.status_on(date(2026, 9, 28)) == "active"
    assert beitan.status_on(EDITION) == "inactive"
    assert [change.what for change in updated.changes] == ["added", "removed"]
    assert update_entities(updated.lists, [new], EDITION).changes == ()


def test_a_good_of_a_country_is_known_under_dols_name_of_it() -> None:
    same = PublishedGood("Tea", "Agriculture", "Burma", ("child_labor",))
    assert update_goods(LISTS, [same], EDITION).changes == ()


def test_goods_come_change_and_go() -> None:
    more = PublishedGood("Tea", "Agriculture", "Burma", ("forced_labor",))
    salt = PublishedGood("Salt", "Mining", "Nepal", ("child_labor",))
    updated = update_goods(LISTS, [more, salt], EDITION)
    assert [(c.what, c.country) for c in updated.changes] == [
        ("changed", "MM"),
        ("added", "NP"),
    ]
    gone = update_goods(updated.lists, [salt], date(2028, 9, 5))
    assert [(c.what, c.says) for c in gone.changes] == [
        ("removed", "Tea, MM: forced labor")
    ]
    back = update_goods(gone.lists, [more, salt], date(2030, 9, 5))
    assert [c.what for c in back.changes] == ["added"]
    assert back.lists.goods[0].removed_on is None


def test_a_country_that_nobody_knows_refuses_the_file() -> None:
    good = PublishedGood("Tea", "Agriculture", "Freedonia", ())
    with pytest.raises(ListUnreadable, match="Freedonia"):
        update_goods(LISTS, [good], EDITION)
