"""Language, sentences, passages: what every text goes through first."""

import pickle

import pytest

from schemas.submission import Allegation
from services.enrich.reading import CaseReading, Reading
from services.enrich.steps.countries import find_countries
from services.enrich.steps.goods import find_goods
from services.enrich.steps.import_links import find_import_links
from services.enrich.steps.indicators import find_indicators
from services.enrich.steps.language import detect
from services.enrich.steps.organizations import find_organizations
from services.enrich.steps.passages import (
    PASSAGE_CHARS_MAX,
    is_readable,
    split_passages,
)
from services.enrich.steps.reader import Reader
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


def count_words(reading: Reading) -> int:
    ASKED.append(reading.text)
    return len(reading.words)


ASKED: list[str] = []


def test_what_a_step_finds_in_one_text_is_computed_once() -> None:
    reading = Reading("narrative", "They kept our pay.", "en", (), ((0, 18),))
    ASKED.clear()

    assert [reading.once(count_words) for _ in range(3)] == [4, 4, 4]
    assert ASKED == ["They kept our pay."]


def test_what_is_found_in_a_text_is_kept_for_other_cases() -> None:
    reader = Reader({})
    ASKED.clear()
    for evidence_id in ("narrative", "e1", "e2"):
        (reading,) = reader.read([(evidence_id, "They kept our pay.", None)])
        assert reading.evidence_id == evidence_id
        assert reading.once_for_all(count_words) == 4

    assert ASKED == ["They kept our pay."]


def test_what_was_found_long_ago_is_forgotten() -> None:
    reader = Reader({})
    (first,) = reader.read([("e1", "They kept our pay.", None)])
    first.once_for_all(count_words)
    reader.read([("e1", f"Report {i} tells of a mill.", None) for i in range(1_100)])
    (again,) = reader.read([("e1", "They kept our pay.", None)])

    assert again.places == {}
    assert again == first


def test_nothing_of_a_text_is_kept_but_positions() -> None:
    text = (
        "Zandovir Mills Ltd (ZML) in Malaysia keeps the passports of workers who sew "
        "shirts for the United States. ZML pays nothing."
    )
    reader = Reader({})
    (reading,) = reader.read([("e1", text, None)])
    case = CaseReading(Allegation(narrative="as read"), (reading,))
    find_indicators(case)
    find_organizations(case, find_countries(case))
    find_goods(case)
    find_import_links(reading)

    assert len(reading.places) == 5
    kept = pickle.dumps(
        {step.__name__: found for step, found in reading.places.items()}
    )
    assert b"Zandovir" not in kept
    assert b"ZML" not in kept
    assert b"keeps the" not in kept
