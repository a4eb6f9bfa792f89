"""Words that may be a country, and what in the case speaks for which."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from services.enrich.steps.places import Mention
from tocsin.text.folding import fold
from tocsin.text.gazetteer import country_index
from tocsin.text.tables import rows

NO_COUNTRY = "none"
# Without any hint, in an ordinary use, these words mean the first candidate so often
# that press style guides ask to spell out the other one.
_USUAL = frozenset(
    {"us", "korea", "korean", "koreans", "sudan", "dominican", "dominicans", "america"}
)
# The words that are names of people only where a person is spoken of.
_PERSONAL = frozenset(
    {"israel", "india", "holland", "ireland", "england", "wales", "france", "kenya"}
    | {"paris", "lebanon", "cuba", "turkey"}
)
_PLACE_BEFORE = re.compile(
    r"\b(?:in|from|to|of|across|inside|near|en|desde|de|au|du|vers|into|and|via)"
    r"(?:\s+(?:the|southern|northern|eastern|western|rural|central))?\s*$",
    re.IGNORECASE,
)
_PLACE_AFTER = re.compile(r"\s*(?:'s|\u2019s|,|\)|\.|;|:|-based)")
_BEFORE_CHARS = 24
# A neighbor in a list of countries says more than any single hint.
_LIST_POINTS = 2


@dataclass(frozen=True, slots=True)
class Doubt:
    """An entry of the table of ambiguous words."""

    candidates: tuple[str, ...]
    hints: Mapping[str, frozenset[str]]
    reason: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What a word turned out to mean: a code, `none`, or nothing when it stays open."""

    code: str | None
    confidence: float


@cache
def _doubts() -> dict[str, Doubt]:
    doubts = {}
    for word, candidates, cell, reason in rows("ambiguous_countries.tsv"):
        hints = dict(part.strip().split(": ", 1) for part in cell.split(";"))
        doubts[word] = Doubt(
            tuple(candidates.split()),
            {code: frozenset(said.split()) for code, said in hints.items()},
            reason,
        )
    return doubts


def doubt_of(mention: Mention) -> Doubt | None:
    """The entry of the table for a mention, if its word is ambiguous."""
    return _doubts().get(fold(mention.quote).replace("u s", "u.s"))


def choose(
    mention: Mention, doubt: Doubt, words: Collection[str], named: Collection[str]
) -> Choice:
    """What an ambiguous word means here.

    Args:
        mention: the word.
        doubt: its entry.
        words: folded words of all texts of the case.
        named: codes of countries that the case names beyond doubt.
    """
    word = fold(mention.quote)
    if mention.is_in_person and not _is_place_like(mention):
        return Choice(NO_COUNTRY, 0.8)
    if word == "us":
        return _us(mention)
    points = {
        code: len(doubt.hints.get(code, frozenset()) & set(words) - {word})
        + 2 * (code in named)
        for code in doubt.candidates
    }
    if _is_beside_country(mention):
        points[doubt.candidates[0]] += _LIST_POINTS
    ranked = sorted(points, key=lambda code: -points[code])
    best, second = ranked[0], ranked[1]
    if points[best] > points[second]:
        return Choice(best, 0.75)
    if word in _USUAL or word in _PERSONAL:
        return Choice(doubt.candidates[0], 0.7)
    if NO_COUNTRY in doubt.candidates and _is_place_like(mention):
        return Choice(doubt.candidates[0], 0.6)
    return Choice(None, 0.0)


def _us(mention: Mention) -> Choice:
    """US is the country, except in a line that is all in capitals."""
    start, end = mention.reading.sentence_at(mention.start)
    around = mention.reading.text[start:end].replace(mention.quote, "", 1)
    if any(c.islower() for c in around) or not any(c.isalpha() for c in around):
        return Choice("US", 0.95)
    return Choice(None, 0.0)


def _is_place_like(mention: Mention) -> bool:
    """The word stands as a place does: in Jordan; Jordan's factories; Amman, Jordan."""
    text = mention.reading.text
    before = text[max(0, mention.start - _BEFORE_CHARS) : mention.start]
    if _PLACE_BEFORE.search(before):
        return True
    return mention.is_marked_place and bool(_PLACE_AFTER.match(text, mention.end))


def _is_beside_country(mention: Mention) -> bool:
    """Stands in a list of countries: Vietnam, Turkey and Honduras."""
    reading = mention.reading
    countries = country_index(reading.language)
    around = (
        *reading.words_between(mention.start - _BEFORE_CHARS, mention.start)[-2:],
        *reading.words_between(mention.end, mention.end + _BEFORE_CHARS)[:2],
    )
    return any(
        word.folded in countries and reading.text[word.start].isupper()
        for word in around
    )
