"""What people read for values."""

import pytest

from services.desk.labels import label


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
