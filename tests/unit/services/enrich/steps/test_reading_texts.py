"""Language, sentences, passages: what every text goes through first."""

import pytest

from services.enrich.steps.language import detect
from services.enrich.steps.passages import (
    PASSAGE_CHARS_MAX,
    is_readable,
    split_passages,
)
from services.enrich.steps.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("They took our passports on the first day at the mill.", "en"),
        ("Nos quitaron los pasaportes el primer día en la fábrica.", "es"),
        ("Ils ont pris nos passeports dès le premier jour à l'usine.", "fr"),
        ("他们第一天就收走了我们的护照", "zh"),
        ("初日にパスポートを取り上げられました", "ja"),
        ("첫날 여권을 빼앗겼습니다", "ko"),
        ("أخذوا جوازات سفرنا في اليوم الأول", "ar"),
    ],
)
def test_a_language_is_told_by_script_or_by_words(text: str, code: str) -> None:
    assert detect(text) == code


def test_a_text_that_says_nothing_takes_the_reporters_hint() -> None:
    assert detect("123 !!", "es") == "es"
    assert detect("123 !!") == "und"


def test_a_hint_does_not_outweigh_the_text() -> None:
    assert detect("Nos quitaron los pasaportes el primer día.", "en") == "es"


def test_abbreviations_and_initials_end_no_sentence() -> None:
    text = "Dr. J. Amadi of Bright Loom Co. Ltd. spoke. He left at 5 p.m. for Lagos."
    assert sentences(text) == [
        "Dr. J. Amadi of Bright Loom Co. Ltd. spoke.",
        "He left at 5 p.m. for Lagos.",
    ]


def test_chinese_sentences_need_no_space() -> None:
    assert sentences("门是锁着的。我们不能回家。") == ["门是锁着的。", "我们不能回家。"]


def test_long_texts_are_cut_between_sentences() -> None:
    text = "The gate was locked. " * 2_000
    passages = split_passages(text, split_sentences(text))
    assert len(passages) == 3
    assert all(end - start <= PASSAGE_CHARS_MAX for start, end in passages)
    assert all(
        text[start:end].lstrip().startswith("The gate") for start, end in passages
    )


def test_a_sentence_longer_than_a_passage_is_cut_at_the_limit() -> None:
    text = "word " * 10_000
    passages = split_passages(text, split_sentences(text))
    assert passages[0] == (0, PASSAGE_CHARS_MAX)
    assert passages[-1][1] >= len(text) - 1


def test_data_without_spaces_is_not_for_a_model() -> None:
    assert not is_readable("x" * 1_000_000)
    assert is_readable("The gate was locked.")
