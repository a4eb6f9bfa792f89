"""What people read for values."""

from datetime import date

import pytest

from schemas.enrichment import ScreeningHit
from services.desk.labels import label, matched


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("manufacturer", "zarquell gloves", "Zarquell Gloves"),
        ("organization", "o'brenda 2 mills", "O'brenda 2 Mills"),
        ("manufacturer", "泽奎尔手套", "泽奎尔手套"),
        ("country", "MY", "Malaysia"),
        ("country", "XK", "Kosovo"),
        ("country", "CD", "DR Congo"),
        ("country", "PS", "Palestine"),
        ("language", "zh", "Chinese"),
        ("indicator", "debt_bondage", "Debt bondage"),
        ("goods", "palm oil", "palm oil"),
    ],
)
def test_a_value_is_told_in_words_or_as_it_is(
    field: str, value: str, expected: str
) -> None:
    assert label(field, value) == expected


def test_a_province_that_an_entry_matched_is_named() -> None:
    hit = ScreeningHit(
        list="cbp_wro",
        edition="2026-06-23",
        entry="an-entry",
        title="Withhold Release Order",
        status="active",
        as_of=date(2026, 3, 14),
        matched_on=("goods", "region"),
        matched=("cotton yarn", "MY-10", "XX-99"),
        score=1.0,
        source="https://www.cbp.gov/trade/forced-labor",
    )
    assert matched(hit) == ["cotton yarn", "Selangor", "XX-99"]
