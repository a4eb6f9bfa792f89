"""Organizations that reports of forced labor name again and again."""

import re
from collections.abc import Iterator
from functools import cache

from services.enrich.reading import Reading
from services.enrich.steps.capitals import Words
from services.enrich.steps.names import Name
from tocsin.text.folding import fold
from tocsin.text.gazetteer import UNSPACED_LANGUAGES
from tocsin.text.tables import rows

_WORDS_MAX = 8
_ACRONYM_CHARS_MAX = 6
_HAN = re.compile(r"[\u4e00-\u9fff]")


@cache
def _known() -> dict[str, tuple[str, str]]:
    """Folded name -> role and the name as its owner writes it."""
    return {
        fold(name): (role, name)
        for role, cell in rows("known_organizations.tsv")
        for name in cell.split("|")
    }


@cache
def _first_words() -> dict[str, int]:
    longest: dict[str, int] = {}
    for key in _known():
        words = key.split(" ")
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    return longest


@cache
def _common() -> frozenset[str]:
    return frozenset(
        word
        for kind, cell in rows("organization_noise.tsv")
        if kind == "common"
        for word in cell.split()
    )


def known_role(name: str) -> str | None:
    """The role of a known organization."""
    found = _known().get(fold(name))
    return found[0] if found else None


def find_known(words: Words) -> Iterator[Name]:
    """Known organizations, the longest name first."""
    if words.reading.language in UNSPACED_LANGUAGES:
        yield from _unspaced(words.reading)
    first_words = _first_words()
    free_from = 0
    for i, word in enumerate(words.all):
        if i < free_from or word.folded not in first_words:
            continue
        name, used = _at(words, i)
        if name is not None:
            yield name
        free_from = i + used


def _at(words: Words, i: int) -> tuple[Name | None, int]:
    longest = _first_words()[words.all[i].folded]
    for count in range(min(longest, len(words.all) - i), 0, -1):
        key = " ".join(word.folded for word in words.all[i : i + count])
        known = _known().get(key)
        if known is None or any(len(words.gap(j)) > 3 for j in range(i + 1, i + count)):  # noqa: PLR2004
            continue
        start, end = words.span(i, i + count)
        if _fits(words, i, (start, end), known[1]):
            return Name(words.reading, start, end, "rule:known", 0.95, known[0]), count
    return None, 1


def _fits(words: Words, i: int, span: tuple[int, int], name: str) -> bool:
    """The writing agrees: capitals for acronyms, the model's word for common words."""
    start, end = span
    quote = words.reading.text[start:end]
    if len(name) <= _ACRONYM_CHARS_MAX and name.isupper():
        if not quote.isupper():
            return False
    elif not quote[0].isupper() and name[0].isupper():
        return False
    if ("&" in name) != ("&" in quote):
        return False
    if name.islower() and words.reading.language != "fr":
        return False
    if fold(name) in _common():
        entity = words.entity_at(start)
        marked = entity is not None and entity.label == "ORG"
        return marked and not _goes_on(words, i)
    return True


def _goes_on(words: Words, i: int) -> bool:
    return i + 1 < len(words.all) and words.is_tight(i + 1) and words.is_capital(i + 1)


@cache
def _han_pattern() -> re.Pattern[str]:
    names = sorted((n for n in _known() if _HAN.search(n)), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, names)))


def _unspaced(reading: Reading) -> Iterator[Name]:
    for match in _han_pattern().finditer(reading.text):
        role, _ = _known()[match[0]]
        yield Name(reading, match.start(), match.end(), "rule:known", 0.95, role)
