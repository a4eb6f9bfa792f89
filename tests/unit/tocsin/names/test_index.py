import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.names.index import SCORE_MIN, NameIndex

# Many names share "garment", as in life; each has a word of its own.
NAMES = [
    "Zamrud Latex Manufacturing Sdn. Bhd.",
    "Topaz Garment Co., Ltd.",
    "Vogue Tex (Pvt) Ltd",
    "Esmeralda Garment Trading",
    "Luna",
    *(
        f"Garment {first}{last} Ltd"
        for first in "bcdfg"
        for last in ("avu", "elo", "imi")
    ),
]
INDEX = NameIndex(NAMES)


def _best(name: str) -> str | None:
    found = INDEX.lookup(name, 1)
    return NAMES[found[0][0]] if found else None


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Zamrud Latex Mfg. Berhad", "Zamrud Latex Manufacturing Sdn. Bhd."),
        ("Zamrood Latex", "Zamrud Latex Manufacturing Sdn. Bhd."),
        ("TOPAZ GARMENTS", "Topaz Garment Co., Ltd."),
        ("Voguetex", "Vogue Tex (Pvt) Ltd"),
        ("Zam rud Latex", "Zamrud Latex Manufacturing Sdn. Bhd."),
        ("luna gmbh", "Luna"),
    ],
)
def test_a_name_is_found_under_its_spellings(query: str, name: str) -> None:
    assert _best(query) == name


@pytest.mark.parametrize(
    "query", ["Onyx Garment", "Garment Factory Nine", "Onyx Trading", "", "Ltd", "!!"]
)
def test_one_common_word_is_no_match(query: str) -> None:
    assert INDEX.lookup(query) == []


def test_the_name_itself_has_the_full_score_and_comes_first() -> None:
    assert INDEX.lookup("Topaz Garment") == [(1, 1.0)]


def test_no_more_are_given_than_asked_for() -> None:
    twins = NameIndex(["Topaz Garment"] * 50)
    assert twins.lookup("Topaz Garment", 3) == [(0, 1.0), (1, 1.0), (2, 1.0)]


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    assert INDEX.weight("zamrud") == 1.0
    assert INDEX.weight("unheard") == 1.0
    assert INDEX.weight("garment") < 0.3


def test_an_index_of_nothing_finds_nothing() -> None:
    empty = NameIndex([])
    assert len(empty) == 0
    assert empty.lookup("Topaz") == []


@given(st.text(max_size=80))
def test_any_text_is_looked_up_without_trouble(query: str) -> None:
    found = INDEX.lookup(query, 5)
    assert len(found) <= 5
    assert all(SCORE_MIN <= score <= 1.0 for _, score in found)
