"""One switch says how closely the plain words of a search are met."""

import pytest

from tocsin.errors import BadQuery
from tocsin.search.grammar import parse
from tocsin.search.matching import matched
from tocsin.search.query import And, Not, Or, Phrase, Query, Term, Word

RAHMAN = Term("name_sounds", "RMN")


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("passaport", Word("passaport", edits=2)),
        ("glove", Word("glove", edits=1)),
        ("no", Word("no")),
        ('"glove"', Phrase("glove")),
        ("glove*", Word("glove", prefix=True)),
        ("passaport~1", Word("passaport", edits=1)),
        ("country:MY", Term("countries_alleged", "MY")),
        (
            "(glove OR boots) -socks",
            And(
                (
                    Or((Word("glove", edits=1), Word("boots", edits=1))),
                    Not(Word("socks")),
                )
            ),
        ),
    ],
)
def test_plain_words_may_differ_by_a_letter_or_two(text: str, near: Query) -> None:
    assert matched(parse(text), "near") == near


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("rahman", Or((Word("rahman"), RAHMAN))),
        ("name:rahman", Or((Word("rahman", "organization_names"), RAHMAN))),
        ("text:rahman", Word("rahman", "text")),
        ("-rahman", Not(Word("rahman"))),
        ('"rahman"', Phrase("rahman")),
        ("42", Word("42")),
    ],
)
def test_plain_words_may_be_names_that_sound_alike(text: str, heard: Query) -> None:
    assert matched(parse(text), "sounds") == heard


def test_an_exact_search_stays_as_it_is() -> None:
    query = parse("rahman (glove OR boots)")
    assert matched(query, "exact") is query


def test_a_name_is_looked_for_by_its_sound() -> None:
    assert parse("sounds:Rehman") == RAHMAN
    both = And((Term("name_sounds", "BL"), Term("name_sounds", "RFR")))
    assert parse('sounds:"Blue River"') == both


def test_what_has_no_sound_is_told() -> None:
    with pytest.raises(BadQuery, match="has no sound that is known") as refused:
        parse("cotton sounds:42")
    assert refused.value.position == 14
