"""The labeled texts keep their own rules."""

from collections import Counter
from pathlib import Path
from typing import get_args

import pytest
from pycountry import countries

from schemas.values import IndicatorId
from tests.accuracy.score import GoldText, load_gold

GOLD = load_gold(Path(__file__).parent / "texts.jsonl")
each_text = pytest.mark.parametrize("gold", GOLD, ids=lambda gold: gold.id)


@each_text
def test_quotes_names_and_goods_stand_in_the_text(gold: GoldText) -> None:
    answer = gold.answer
    quoted = [*answer.indicators.values(), *answer.organizations, *answer.products]
    assert [words for words in quoted if words not in gold.text] == []


@each_text
def test_codes_and_indicators_exist(gold: GoldText) -> None:
    known = {country.alpha_2 for country in countries}
    assert gold.answer.countries <= known
    assert gold.answer.indicators.keys() <= set(get_args(IndicatorId))


@each_text
def test_an_allegation_has_a_place_and_a_negative_accuses_nobody(
    gold: GoldText,
) -> None:
    answer = gold.answer
    assert bool(answer.countries_alleged) == answer.is_allegation
    assert answer.countries_alleged <= answer.countries
    if not answer.is_allegation:
        assert not answer.indicators
        assert not answer.organizations_alleged


def test_three_languages_are_there_and_a_third_allege_nothing() -> None:
    assert Counter(gold.language for gold in GOLD) == {"en": 36, "es": 16, "fr": 16}
    negatives = [gold for gold in GOLD if not gold.answer.is_allegation]
    assert Counter(gold.language for gold in negatives) == {"en": 12, "es": 5, "fr": 6}


def test_every_indicator_is_shown_at_least_six_times() -> None:
    shown = Counter(name for gold in GOLD for name in gold.answer.indicators)
    assert shown.keys() == set(get_args(IndicatorId))
    assert min(shown.values()) >= 6


def test_texts_have_ids_and_words_of_their_own() -> None:
    assert len({gold.id for gold in GOLD}) == len(GOLD)
    assert len({gold.text for gold in GOLD}) == len(GOLD)
