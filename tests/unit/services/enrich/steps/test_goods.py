import pytest

from services.enrich.reading import CaseReading, Entity, Reading
from services.enrich.steps.goods import PRODUCTS_MAX, find_goods
from services.enrich.steps.goods_table import INDUSTRIES, names_in, table
from services.enrich.steps.sentences import split_sentences
from tests.unit.services.enrich.steps.goods_indicator_cases import case_of


def named(text: str, language: str = "en") -> list[str]:
    return [product.text for product in find_goods(case_of(text, language)).products]


def test_the_longest_name_wins() -> None:
    found = find_goods(case_of("The plant exports disposable nitrile gloves."))

    assert [(p.text, p.normal, p.hs) for p in found.products] == [
        ("nitrile gloves", "glove", "4015")
    ]


def test_each_wording_of_the_same_goods_is_kept() -> None:
    assert named("Raw sugar is milled here. The sugar is shipped to Savannah.") == [
        "Raw sugar",
        "sugar",
    ]


def test_goods_have_an_industry_and_a_quote_at_its_place() -> None:
    text = "They moulded bricks for the kiln."
    found = find_goods(case_of(text))

    assert found.products[0].industry == "Industrial and Manufacturing Materials"
    assert (found.findings[0].start, found.findings[0].end) == (13, 19)
    assert found.findings[0].quote == "bricks"
    assert found.products[0].findings == (found.findings[0].id,)


@pytest.mark.parametrize(
    "text",
    [
        "The agent confiscated their mobile phones and passports.",
        "They ate rice once a day.",
        "Workers spray without gloves or boots.",
        "The fishing vessel stayed at sea.",
        "Golden Cotton Trading Ltd. denies it.",
        "It all leads to nothing, whatever the date.",
        "The tables in the canteen were full.",
    ],
)
def test_what_is_not_merchandise_does_not_count(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Exportan camarones y atún.", "es", ["camarones", "atún"]),
        ("Le thé et l'or viennent de là.", "fr", ["thé", "or"]),
        ("Une usine de pneus.", "fr", ["pneus"]),
        ("工厂生产手套。", "zh", ["手套"]),
    ],
)
def test_other_languages_have_their_own_names(
    text: str, language: str, expected: list[str]
) -> None:
    assert named(text, language) == expected


def test_a_french_or_is_not_gold_in_english() -> None:
    assert named("Sold to one factory or another.") == []


def test_goods_inside_an_organization_do_not_count() -> None:
    text = "Buyers name cotton mills as the source."
    entity = Entity(12, 24, "ORG")
    reading = Reading("narrative", text, "en", (entity,), split_sentences(text))
    case = CaseReading(case_of("x").allegation, (reading,))

    assert find_goods(case).products == ()


def test_a_claim_counts_without_a_place_in_the_text() -> None:
    case = case_of(
        "They may not go out.",
        products=[{"description": "Frozen shrimp", "hs_code": "0306.17"}],
    )
    product = find_goods(case).products[0]

    assert (product.text, product.normal, product.hs) == (
        "Frozen shrimp",
        "shrimp",
        "0306.17",
    )
    assert product.findings == ()


def test_unknown_claimed_goods_keep_their_own_words() -> None:
    case = case_of("Nothing.", products=[{"description": "Blorp  Frames"}])

    assert find_goods(case).products[0].normal == "blorp frames"


def test_goods_claimed_and_named_in_the_same_words_appear_once() -> None:
    case = case_of("They sew shirts.", products=[{"description": "Shirts"}])

    assert [p.text for p in find_goods(case).products] == ["Shirts"]


def test_a_catalogue_is_cut_off() -> None:
    names = sorted({good.name for good, _ in table() if good.use == "plain"})
    text = "They export " + ", ".join(names[:200]) + "."

    assert len(find_goods(case_of(text)).products) == PRODUCTS_MAX


def test_the_table_is_sound() -> None:
    goods = [good for good, _ in table()]

    assert len(goods) > 400
    assert len({good.name for good in goods}) == len(goods)
    assert {good.use for good in goods} == {"plain", "cue", "worn", "wide", "never"}
    assert {good.industry for good in goods} == set(INDUSTRIES.values())
    assert all(good.hs and good.hs.isdigit() for good in goods)
    assert all(good.hs is None or len(good.hs) in {2, 4} for good in goods)
    assert names_in("de").names == names_in("en").names
