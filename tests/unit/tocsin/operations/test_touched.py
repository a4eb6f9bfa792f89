"""A change of a list touches those whom it names, and no others."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from schemas.enrichment import Country
from tests.unit.tocsin.operations.stored_cases import case_of, maker, put
from tocsin.lists.updating import ListChange
from tocsin.operations.touched import touched
from tocsin.search.base import SearchIndex
from tocsin.search.tantivy import TantivyIndex


def change(**fields: Any) -> ListChange:
    return ListChange(what="added", entry="row", says="A row.", **fields)


def country(code: str) -> Country:
    return Country(
        code=code,
        name=code,
        region_code="000",
        region="Unknown",
        alleged=True,
        confidence=0.9,
    )


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    folder: Path = tmp_path_factory.mktemp("touched")
    with TantivyIndex(folder / "index") as index:
        index.apply()
        found = {
            "exact": ("MY", maker("Zamrud Latex Berhad")),
            "slip": ("MY", maker("Zamrut Latex")),
            "variant": ("TH", maker("ZLB", "Zamrud Latex (Ipoh) Sdn. Bhd.")),
            "cousin": ("MY", maker("Zamrud Palm Oil")),
            "other": ("TM", maker("Orvane Mills")),
        }
        for id, (code, company) in found.items():
            fields = {"organizations": (company,), "countries": (country(code),)}
            put(index, case_of(id, enrichment=fields))
        yield index


def ids(index: SearchIndex, *changes: ListChange) -> list[str]:
    return sorted(found.case_id for found in touched(index, changes))


def test_a_name_touches_the_cases_that_have_it_in_some_spelling(
    index: SearchIndex,
) -> None:
    listed = change(names=("Zamrud Latex Berhad",), country="MY")
    assert ids(index, listed) == ["exact", "slip", "variant"]


def test_goods_of_a_country_touch_every_case_that_names_it(index: SearchIndex) -> None:
    assert ids(index, change(goods=("cotton",), country="TM")) == ["other"]


def test_a_case_that_two_changes_touch_comes_once(index: SearchIndex) -> None:
    twice = (change(names=("Orvane Mills",)), change(goods=("tea",), country="TM"))
    assert ids(index, *twice) == ["other"]


def test_many_names_are_asked_for_piece_by_piece(index: SearchIndex) -> None:
    names = tuple(f"Velqu{n:04} Ormish{n:04} Works" for n in range(1_500))
    assert ids(index, change(names=(*names, "Orvane Mills"))) == ["other"]


def test_no_change_touches_no_case(index: SearchIndex) -> None:
    assert ids(index) == []
