"""Whole numbers as strangers write them."""

import pytest

from tocsin.numerals import whole


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("042", 42),
        ("٤٢", 42),
        ("9" * 18, 999_999_999_999_999_999),
        ("9" * 19, None),
        # Python refuses to read so many.
        ("9" * 5_000, None),
        ("", None),
        ("-1", None),
        ("1.0", None),
        ("²", None),
    ],
)
def test_digits_of_any_script_are_a_number_and_nothing_else_is(
    text: str, number: int | None
) -> None:
    assert whole(text) == number
