"""Searches that would keep the index from others."""

import pytest

from tocsin.errors import BadQuery
from tocsin.search.grammar import parse
from tocsin.search.loose import LOOSE_CHARS_MAX, LOOSE_MAX, check_loose
from tocsin.search.matching import matched


def many(count: int, tail: str) -> str:
    return " ".join(f"word{number}{tail}" for number in range(count))


@pytest.mark.parametrize(
    "text",
    [
        many(LOOSE_MAX, "~"),
        f"manufacturer:({many(LOOSE_MAX, '*')})",
        # Beginnings of plain words cost an index nothing.
        many(100, "*"),
        many(100, ""),
        "a" * 1_000,
        f"{'a' * LOOSE_CHARS_MAX}~2",
    ],
)
def test_what_people_look_for_is_looked_for(text: str) -> None:
    check_loose(parse(text))


@pytest.mark.parametrize(
    "text",
    [
        many(LOOSE_MAX + 1, "~"),
        f"-({many(LOOSE_MAX, '~')} OR off~)",
        f"manufacturer:({many(LOOSE_MAX + 1, '*')})",
        f"{many(LOOSE_MAX, '~')} goods:(cot*)",
    ],
)
def test_too_many_loose_words_are_refused(text: str) -> None:
    with pytest.raises(BadQuery, match="More than 20 words with other letters"):
        check_loose(parse(text))


@pytest.mark.parametrize(
    "text", [f"{'a' * 51}~2", f"{'a' * 51}~", f"manufacturer:{'a' * 51}*"]
)
def test_a_loose_word_that_nobody_types_is_refused(text: str) -> None:
    with pytest.raises(BadQuery, match="A word of 51 letters"):
        check_loose(parse(text))


def test_a_long_text_is_not_looked_for_with_other_letters() -> None:
    query = parse(many(LOOSE_MAX + 1, ""))
    check_loose(query)
    with pytest.raises(BadQuery, match="look for fewer"):
        check_loose(matched(query, "near"))
