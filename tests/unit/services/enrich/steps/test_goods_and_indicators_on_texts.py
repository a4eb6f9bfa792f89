"""Floors on the labelled texts, and promises that hold for any text."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.enrich.reading import CaseReading
from services.enrich.steps.goods import find_goods
from services.enrich.steps.indicators import find_indicators
from services.enrich.steps.phrases import LANGUAGES
from tests.unit.services.enrich.steps.goods_indicator_cases import (
    case_of,
    claim_of,
    labelled_texts,
)

WORDS = (
    "passports confiscated not paid for months gloves , . pasaportes retenidos thé l'or"
)
PIECES = st.sampled_from([*WORDS.split(), "扣押", "护照", "\n", "😀", "e\u0301"])
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=300),
    st.lists(PIECES, max_size=60).map(" ".join),
)


def steps(case: CaseReading) -> tuple[Any, Any, tuple[bool, str]]:
    return find_goods(case), find_indicators(case), claim_of(case)


def f1(pairs: list[tuple[set[str], set[str]]]) -> float:
    right = sum(len(found & wanted) for found, wanted in pairs)
    return 2 * right / sum(len(found) + len(wanted) for found, wanted in pairs)


@pytest.fixture(scope="module")
def results() -> list[tuple[dict[str, Any], Any, Any, tuple[bool, str]]]:
    return [
        (text, *steps(case_of(text["text"], text["language"])))
        for text in labelled_texts()
    ]


def test_goods_of_the_labelled_texts_are_found(results: list[Any]) -> None:
    pairs = [
        (
            {p.text.casefold() for p in goods.products},
            {g.casefold() for g in t["goods"]},
        )
        for t, goods, _, _ in results
    ]

    assert f1(pairs) >= 0.85


def test_indicators_of_the_labelled_texts_are_found(results: list[Any]) -> None:
    pairs = [
        ({i.id for i in found.indicators}, set(t["indicators"]))
        for t, _, found, _ in results
    ]

    assert f1(pairs) >= 0.88


def test_quotes_of_the_labelled_texts_overlap(results: list[Any]) -> None:
    hits = [
        len(a & b) / min(len(a), len(b)) >= 0.5
        for t, _, found, _ in results
        for i in found.indicators
        if i.id in t["indicators"]
        for a, b in [(set(i.quote.split()), set(t["indicators"][i.id].split()))]
    ]

    assert sum(hits) / len(hits) >= 0.85


def test_tags_of_the_labelled_texts_are_found(results: list[Any]) -> None:
    pairs = [({tag.id for tag in f.tags}, set(t["tags"])) for t, _, f, _ in results]

    assert f1(pairs) >= 0.75


def test_the_claim_is_right_on_nearly_all_labelled_texts(results: list[Any]) -> None:
    wrong = [t["id"] for t, _, _, (alleged, _) in results if alleged != t["alleges"]]

    assert len(wrong) <= 1


@settings(max_examples=150, deadline=None)
@given(text=TEXTS, language=st.sampled_from([*LANGUAGES, "und"]))
def test_any_text_is_handled_and_every_quote_is_exact(text: str, language: str) -> None:
    goods, found, (alleged, reason) = steps(case_of(text, language))

    assert reason
    assert isinstance(alleged, bool)
    findings = {f.id: f for f in (*goods.findings, *found.findings)}
    for finding in findings.values():
        assert text[finding.start : finding.end] == finding.quote
        assert finding.quote
    for item in (*goods.products, *found.indicators, *found.tags):
        assert set(item.findings) <= findings.keys()


@pytest.mark.parametrize(
    "text", ["a" * 1_000_000, "😀" * 100_000, "e\u0301" * 100_000, " " * 100_000]
)
def test_a_text_without_words_or_spaces_holds_nothing(text: str) -> None:
    goods, found, (alleged, _) = steps(case_of(text))

    assert (goods.products, found.indicators, alleged) == ((), (), False)
