import pytest

from services.enrich.steps.screening_goods import find_goods, good_terms
from tests.unit.services.enrich.steps.case_parts import product


@pytest.mark.parametrize(
    ("good", "terms"),
    [
        ("Tin ore (cassiterite)", ("cassiterite", "tin")),
        ("Thread/Yarn", ("thread", "yarn")),
        ("Beans (green, soy, yellow)", ("bean",)),
        ("Jute (textiles)", ("jute",)),
        ("A\u00e7a\u00ed Berries", ("acai berry",)),
        ("Brazil Nuts/Chestnuts", ("brazil nut", "chestnut")),
        ("Tomatoes", ("tomato",)),
    ],
)
def test_a_good_of_the_dol_list_is_read_as_terms(
    good: str, terms: tuple[str, ...]
) -> None:
    assert good_terms(good) == terms


@pytest.mark.parametrize(
    ("text", "terms", "score"),
    [
        ("raw cotton", ("cotton",), 1.0),
        ("cotton-blend shirts", ("cotton",), 1.0),
        ("T-shirts", ("garment",), 0.9),
        ("tuna", ("seafood",), 0.9),
        ("solar panels", ("solar module",), 0.9),
        ("furniture", ("*",), 0.9),
    ],
)
def test_named_goods_score_more_than_kinds_of_them(
    text: str, terms: tuple[str, ...], score: float
) -> None:
    found = find_goods([product(text)], terms, (), downstream=False)
    assert found is not None
    assert (found.words, found.score) == (text, score)


@pytest.mark.parametrize(
    ("text", "terms"),
    [("teak", ("tea",)), ("saltwater fish", ("salt",)), ("gloves", ("rubber glove",))],
)
def test_a_part_of_a_word_or_of_a_term_is_no_match(
    text: str, terms: tuple[str, ...]
) -> None:
    assert find_goods([product(text)], terms, (), downstream=False) is None


def test_a_customs_heading_matches_better_than_a_chapter() -> None:
    def score(code: str, listed: str) -> float | None:
        goods = [product("hose", hs=code)]
        found = find_goods(goods, ("garment",), (listed,), downstream=False)
        return found.score if found else None

    assert score("6115.20", "6115") == 0.8
    assert score("6115.20", "61") == 0.6
    assert score("61", "6115") is None


def test_goods_made_of_the_listed_ones_match_only_where_those_are_meant() -> None:
    goods = [product("jeans")]
    made_of = find_goods(goods, ("cotton",), ("52",), downstream=True)
    assert made_of is not None
    assert made_of.score == 0.6
    assert find_goods(goods, ("cotton",), ("52",), downstream=False) is None


def test_the_product_that_matches_best_is_named() -> None:
    goods = [product("shirts"), product("cotton yarn")]
    found = find_goods(goods, ("cotton",), (), downstream=True)
    assert found is not None
    assert found.words == "cotton yarn"
