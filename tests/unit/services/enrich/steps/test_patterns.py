import pytest

from services.enrich.steps.lexicon import Lexicon
from services.enrich.steps.patterns import PatternBook, expand, inline_sets
from services.enrich.steps.words import cut

TERMS = {
    "number": ["two"],
    "paper": ["passport*", "identity card*"],
    "take": ["took", "kept"],
    "tea": ["=thé"],
}


def places(line: str, text: str) -> list[str]:
    lexicon = Lexicon({**TERMS, **inline_sets([line], TERMS)})
    book = PatternBook({("label", "strong"): [line]}, lexicon)
    words = cut(text)
    return [
        " ".join(words.texts[m.place[0] : m.place[1]])
        for m in book.find(lexicon.scan(words, 0, len(words)))
    ]


def test_sets_match_inside_their_gap() -> None:
    assert places("{take} .. {paper}", "He took all of their passports") == [
        "took all of their passports"
    ]
    assert places("{take} .. {paper}", "He took one two three four passports") == []


def test_without_a_gap_words_must_touch() -> None:
    assert places("{take} {paper}", "took identity cards, kept the passport") == [
        "took identity cards"
    ]


def test_either_order_matches_with_an_ampersand() -> None:
    assert places("{take} & {paper}", "passports that he kept") == [
        "passports that he kept"
    ]


def test_plain_words_and_named_sets_mix_as_choices() -> None:
    assert places("held|{take} two_bags|{paper}", "held two bags") == ["held two bags"]


def test_digits_are_numbers() -> None:
    assert places("{number} days", "7 days and two days") == ["7 days", "two days"]


def test_accents_count_only_where_the_term_says_so() -> None:
    assert places("{tea}", "The the THÉ") == ["THÉ"]
    assert places("sans_papiers", "Sans PAPIERS") == ["Sans PAPIERS"]


def test_a_later_start_is_not_lost_to_an_earlier_one() -> None:
    assert places("{take} .. {paper}", "took a b c d e kept passports") == [
        "kept passports"
    ]


def test_a_mistake_in_the_data_is_refused() -> None:
    with pytest.raises(ValueError, match="more than one &"):
        expand("a & b & c")
    with pytest.raises(KeyError):
        inline_sets(["a|{nothing}"], TERMS)
    with pytest.raises(ValueError, match="without a word"):
        Lexicon({"empty": ["..."]})
