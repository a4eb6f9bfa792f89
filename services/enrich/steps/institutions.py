"""Institutions by the shape of their names: Ministry of Labor, Hull University."""

from collections.abc import Iterator
from functools import cache

from services.enrich.steps.capitals import Words
from services.enrich.steps.names import (
    Name,
    connectors,
    heads,
    organization_words,
    role_words,
)

_FIRST_ROLES = ("government", "other", "ngo", "manufacturer")
# Spanish and French put the head first and have no model or a weak one.
_HEAD_FIRST = frozenset({"es", "fr", "pt", "it"})
_ENGLISH_HEADS = heads("english")
# Heads that English texts keep from Spanish, Portuguese and French names.
_KEPT_HEADS = heads("kept")
_ANDS = frozenset({"and", "y", "e", "et"})
_NAME_WORDS_MIN = 2


def find_institutions(words: Words) -> Iterator[Name]:
    """Names with a word of organizations first (`of` after it) or last."""
    language = words.reading.language
    free_from = 0
    for i, is_capital in enumerate(words.capitals):
        if i < free_from or not is_capital:
            continue
        if end := _institution_end(words, i, language):
            first, last = words.span(i, end)
            yield Name(words.reading, first, last, "rule:institution", 0.8)
            free_from = end
    yield from _tails(words)


def _institution_end(words: Words, i: int, language: str) -> int:
    """One past the institution that begins at a word; 0 where none does."""
    head = words.all[i].folded
    small = connectors(language)
    if language in _HEAD_FIRST:
        roles = role_words()
        if not any(head in roles[role] for role in _FIRST_ROLES):
            return 0
        end = _before_next_head(words, i, words.chain_end(i, small))
        return end if end - i >= _NAME_WORDS_MIN else 0
    if head in _KEPT_HEADS:
        end = words.chain_end(i, _KEPT_CONNECTORS)
        return end if end - i >= _NAME_WORDS_MIN else 0
    if head not in _ENGLISH_HEADS or i + 1 >= len(words.all):
        return 0
    if words.all[i + 1].folded not in {"of", "for", "on"}:
        return 0
    end = _before_next_head(words, i, words.chain_end(i, small))
    return end if end - i > _NAME_WORDS_MIN else 0


def _before_next_head(words: Words, start: int, end: int) -> int:
    """Cuts `Ministry of Labor and the Department of State` before its `and`."""
    for i in range(start + 2, end):
        if words.all[i].folded not in _all_heads():
            continue
        joint = i - 1
        while joint > start and words.all[joint].folded in _ARTICLES:
            joint -= 1
        if words.all[joint].folded in _ANDS and words.is_capital(i):
            return joint
    return end


@cache
def _all_heads() -> frozenset[str]:
    roles = role_words()
    romance = roles["other"] | roles["ngo"]
    no_heads = {"labor", "trabajo", "customs", "border", "seguro", "derechos", "droits"}
    return (_ENGLISH_HEADS | roles["government"] | romance) - no_heads


_ARTICLES = frozenset({"the", "la", "el", "le", "las", "los", "les", "a", "al"})
_KEPT_CONNECTORS = connectors("es") | connectors("pt")


def _tails(words: Words) -> Iterator[Name]:
    """Runs of capitals that end in a word of organizations."""
    ending = organization_words()
    for i, is_capital in enumerate(words.capitals):
        if not is_capital or i == 0 or words.all[i].folded not in ending:
            continue
        if i + 1 < len(words.all) and words.is_tight(i + 1) and words.is_capital(i + 1):
            continue
        start = words.chain_start(i + 1)
        if i + 1 - start < _NAME_WORDS_MIN or not _has_proper_word(words, start, i):
            continue
        first, last = words.span(start, i + 1)
        yield Name(words.reading, first, last, "rule:institution", 0.7)


def _has_proper_word(words: Words, start: int, last: int) -> bool:
    """A word that the text writes with a capital only, not a headline's."""
    return any(
        words.all[j].folded not in words.small and not words.original(j).isdigit()
        for j in range(start, last + 1)
    )
