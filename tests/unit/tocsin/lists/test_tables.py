import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import pytest

from tocsin.lists import Change, ListsBroken, Order, load_lists, save_lists
from tocsin.lists.partial_date import first_day, last_day

LISTS = load_lists()
_GOVERNMENT = re.compile(r"(\.|^)(gov|govdelivery\.com)$")


class _Sourced(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def as_of(self) -> str: ...


def _order(entry: str) -> Order:
    return next(order for order in LISTS.orders if order.id == entry)


def test_the_tables_hold_what_the_governments_publish() -> None:
    findings = [order for order in LISTS.orders if order.kind == "finding"]
    assert len(LISTS.orders) == 81
    assert len(findings) == 11
    assert len(LISTS.entities) == 144
    assert sum(len(entity.sections) for entity in LISTS.entities) == 160
    assert len(LISTS.sectors) == 12
    assert len(LISTS.goods) == 467
    assert len(LISTS.industries) == 10


def test_every_row_names_its_official_page_and_its_date() -> None:
    rows: tuple[_Sourced, ...] = (
        *LISTS.orders,
        *LISTS.entities,
        *LISTS.sectors,
        *LISTS.presumptions,
        *LISTS.goods,
        *LISTS.industries,
    )
    hosts = {urlsplit(row.source).hostname or "" for row in rows}
    assert [host for host in hosts if not _GOVERNMENT.search(host)] == []
    assert all(first_day(row.as_of) <= date(2026, 7, 9) for row in rows)


def test_every_row_has_an_id_of_its_own() -> None:
    rows: tuple[_Sourced, ...] = (*LISTS.orders, *LISTS.entities, *LISTS.goods)
    ids = [row.id for row in rows]
    assert len(set(ids)) == len(ids)


def test_the_editions_are_dates() -> None:
    assert LISTS.editions["orders"] == "2026-06-23"
    assert LISTS.versions[2:4] == ("orders@2026-06-23", "uflpa_entities@2026-07-09")


def test_every_industry_of_an_order_is_one_of_the_ten() -> None:
    known = {industry.name for industry in LISTS.industries}
    used = {order.industry for order in LISTS.orders if order.industry}
    assert used <= known


def test_an_order_has_the_status_of_the_day() -> None:
    order = _order("wro-2020-09-30-fgv-holdings-berhad")
    assert order.status_on(date(2020, 9, 29)) is None
    assert order.status_on(date(2020, 9, 30)) == "active"
    assert order.status_on(date(2026, 1, 14)) == "active"
    assert order.status_on(date(2026, 1, 15)) == "modified"


def test_an_order_counts_as_in_force_for_as_long_as_it_may_have_been() -> None:
    order = _order("wro-2020-07-top-glove-corporation-bhd")
    assert order.status_on(date(2020, 6, 30)) is None
    assert order.status_on(date(2020, 7, 1)) == "active"
    assert order.status_on(date(2021, 12, 30)) == "active"
    assert order.status_on(date(2021, 12, 31)) == "modified"


def test_the_latest_change_of_an_order_counts() -> None:
    order = Order(
        id="wro-1",
        kind="wro",
        title="Invented",
        issued="2020",
        merchandise="Tea",
        goods=("tea",),
        scope="producer",
        source="https://www.cbp.gov/",
        as_of="2026-06-23",
        changes=(
            Change("2023-05", "inactive", "Set aside."),
            Change("2022-01-01", "modified", "Narrowed."),
        ),
    )
    assert order.status_on(date(2022, 6, 1)) == "modified"
    assert order.status_on(date(2023, 5, 31)) == "inactive"


def test_a_good_is_inactive_from_the_edition_that_dropped_it() -> None:
    good = next(good for good in LISTS.goods if good.id == "dol-shrimp-th")
    assert good.status_on(date(2024, 9, 4)) == "active"
    assert good.status_on(date(2024, 9, 5)) == "inactive"


def test_no_good_was_listed_before_the_first_list() -> None:
    assert LISTS.goods[0].status_on(date(2009, 9, 9)) == "inactive"
    assert LISTS.goods[0].status_on(date(2009, 9, 10)) == "active"


def test_an_entity_keeps_its_earliest_listing_and_all_its_names() -> None:
    entity = next(e for e in LISTS.entities if e.id == "uflpa-ninestar-corporation")
    assert entity.listed_on == "2023-06-12"
    daqo = next(e for e in LISTS.entities if "daqo" in e.id)
    assert [section.on for section in daqo.sections] == ["2022-06-21", "2024-11-25"]
    assert daqo.listed_on == "2022-06-21"
    assert daqo.xinjiang
    assert len(daqo.listed_names) == 4


@pytest.mark.parametrize(
    ("partial", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-02-11", "2024-02-11", "2024-02-11"),
    ],
)
def test_a_partial_date_spans_its_days(partial: str, first: str, last: str) -> None:
    assert first_day(partial).isoformat() == first
    assert last_day(partial).isoformat() == last


def test_saved_tables_are_read_back_as_they_were(tmp_path: Path) -> None:
    newer = replace(LISTS, editions={**LISTS.editions, "orders": "2026-09-29"})
    save_lists(newer, tmp_path / "lists")
    assert load_lists(tmp_path / "lists") == newer
    assert load_lists() == LISTS


def test_a_folder_without_tables_gives_those_of_the_package(tmp_path: Path) -> None:
    assert load_lists(tmp_path) == LISTS


def test_a_table_that_is_torn_is_refused(tmp_path: Path) -> None:
    (tmp_path / "orders.json").write_text('{"edition": "2026-09-29", "rows": [')
    with pytest.raises(ListsBroken, match="table orders"):
        load_lists(tmp_path)
