"""Cursors of pages."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.errors import BadQuery
from tocsin.search.base import Sort
from tocsin.search.cursor import Place, decoded, encoded


@given(
    value=st.integers(-(2**63), 2**63 - 1), case_id=st.text(), descending=st.booleans()
)
def test_a_place_comes_back(value: int, case_id: str, *, descending: bool) -> None:
    sort = Sort("priority", descending=descending)
    place = Place(value, case_id)
    assert decoded(sort, encoded(sort, place)) == place


@given(st.text())
def test_any_text_is_a_cursor_or_a_bad_query(text: str) -> None:
    with contextlib.suppress(BadQuery):
        decoded(Sort(), text)


@pytest.mark.parametrize(
    "other", [Sort("received"), Sort("priority", descending=False)]
)
def test_a_cursor_belongs_to_one_order(other: Sort) -> None:
    cursor = encoded(Sort("priority"), Place(1, "a"))
    with pytest.raises(BadQuery) as refused:
        decoded(other, cursor)
    assert refused.value.parameter == "cursor"


def test_a_number_too_large_for_the_index_is_a_bad_query() -> None:
    cursor = encoded(Sort("priority"), Place(2**63, "a"))
    with pytest.raises(BadQuery):
        decoded(Sort("priority"), cursor)
