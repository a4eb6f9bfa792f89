"""The score counts what it says it counts."""

import pytest

from tests.accuracy.score import Answer, Figures, GoldText, same_name, same_quote, score

READER = Answer(
    countries=frozenset({"MY", "US"}),
    countries_alleged=frozenset({"MY"}),
    organizations=("Orvane Gloves Sdn. Bhd.", "CBP"),
    organizations_alleged=("Orvane Gloves Sdn. Bhd.",),
    products=("gloves",),
    indicators={"debt_bondage": "they owe the agent two years of pay"},
    is_allegation=True,
)
ALLEGATION = GoldText("t1", "en", "...", READER)
NOTHING = GoldText("t2", "en", "...", Answer(countries=frozenset({"FR"})))


def test_a_perfect_answer_scores_one_on_every_question() -> None:
    figures = score([ALLEGATION], {"t1": READER})
    assert {name: one.f1 for name, one in figures.items()} == {
        "countries": 1.0,
        "countries_alleged": 1.0,
        "organizations": 1.0,
        "organizations_alleged": 1.0,
        "products": 1.0,
        "indicators": 1.0,
        "indicator_quotes": 1.0,
        "alleges_forced_labor": 1.0,
    }


def test_half_right_and_half_found_is_counted_as_such() -> None:
    ours = Answer(countries=frozenset({"MY", "TH", "VN", "CN"}))
    assert score([ALLEGATION], {"t1": ours})["countries"] == Figures(
        precision=0.25, recall=0.5, f1=1 / 3, gold=2, predicted=4
    )


def test_a_text_without_an_answer_lowers_recall_only() -> None:
    figures = score([ALLEGATION, NOTHING], {"t1": READER})
    assert figures["countries"].precision == 1.0
    assert figures["countries"].recall == pytest.approx(2 / 3)


def test_a_false_alarm_lowers_the_precision_of_the_claim() -> None:
    figures = score(
        [ALLEGATION, NOTHING], {"t1": READER, "t2": Answer(is_allegation=True)}
    )
    assert figures["alleges_forced_labor"] == Figures(
        precision=0.5, recall=1.0, f1=2 / 3, gold=1, predicted=2
    )


def test_who_is_accused_is_not_asked_where_nothing_is_alleged() -> None:
    ours = Answer(countries_alleged=frozenset({"FR"}), organizations_alleged=("X",))
    figures = score([NOTHING], {"t2": ours})
    assert figures["countries_alleged"].predicted == 0
    assert figures["organizations_alleged"].predicted == 0


def test_a_right_indicator_with_a_wrong_quote_fails_on_the_quote_alone() -> None:
    ours = Answer(indicators={"debt_bondage": "guards stand at every door"})
    figures = score([ALLEGATION], {"t1": ours})
    assert figures["indicators"].f1 == 1.0
    assert figures["indicator_quotes"] == Figures(0.0, 0.0, 0.0, gold=1, predicted=1)


def test_a_wrong_indicator_is_not_counted_again_as_a_quote() -> None:
    ours = Answer(indicators={"isolation": "far from any road"})
    figures = score([ALLEGATION], {"t1": ours})
    assert figures["indicators"].precision == 0.0
    assert figures["indicator_quotes"].gold == 0


def test_no_answers_at_all_score_zero_and_do_not_divide_by_it() -> None:
    assert score([], {})["products"] == Figures(0.0, 0.0, 0.0, gold=0, predicted=0)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Orvane Gloves", "ORVANE GLOVES", True),
        ("Société Lumière", "Societe Lumiere", True),
        ("The Bank of Ardra", "Bank Ardra", True),
        ("Arden Mills Ltd", "Arden Mills", True),
        ("Arden Mills", "Arden Foods", False),
        ("Orvane Gloves Sdn. Bhd.", "Orvane", False),
        ("--", "--", False),
        ("博澜瑟", "博澜瑟", True),
    ],
)
def test_names_agree_by_their_words(one: str, other: str, *, same: bool) -> None:
    assert same_name(one, other) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("they owe the agent two years of pay", "owe the agent", True),
        ("they owe the agent two years", "they were hit by the guard", False),
        ("", "they owe", False),
    ],
)
def test_quotes_agree_by_half_of_the_shorter(
    one: str, other: str, *, same: bool
) -> None:
    assert same_quote(one, other) is same
