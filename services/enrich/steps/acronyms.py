"""Short forms that a text defines: Corporate Accountability Lab (CAL)."""

import re
from collections.abc import Iterator

from services.enrich.steps.capitals import Words
from services.enrich.steps.names import Name, connectors

_QUOTES = "\"'\u201c\u201d\u2018\u2019\u00ab\u00bb"
_BRACKET = re.compile(
    rf"\s?\((?:(?:the|or|el|la|le|sigla|hereinafter)\s+)?[{_QUOTES}]?\s?"
    rf"([A-Z\u00c0-\u00dc][\w&.\-\u2019' ]{{1,24}}?)\s?[{_QUOTES}]?\)"
)
_ACRONYM_BEFORE = re.compile(
    r"\b([A-Z\u00c0-\u00dc][\w&-]{1,11})\s\(([A-Z\u00c0-\u00dc][^()\n]{8,110})\)"
)
_ACRONYM = re.compile(r"[A-Z\u00c0-\u00dc][A-Za-z\u00c0-\u00fc&.\-]{1,10}")
_SHARE_MIN = 0.6


def short_form_behind(name: Name) -> Name | None:
    """The short form in brackets right behind a name: initials, or a word of it."""
    match = _BRACKET.match(name.reading.text, name.end)
    if match is None:
        return None
    short = match[1]
    if not (fits(short, name.quote) or short.casefold() in name.quote.casefold()):
        return None
    return Name(
        name.reading,
        match.start(1),
        match.end(1),
        "rule:acronym",
        name.confidence,
        name.role,
        same_as=name.quote,
    )


def find_defined(words: Words) -> Iterator[Name]:
    """Names that only an acronym in brackets marks: Name (ABC), ABC (Name)."""
    text = words.reading.text
    small = connectors(words.reading.language)
    starts = {word.start for word in words.all}
    ends = {word.end: i + 1 for i, word in enumerate(words.all)}
    for match in _BRACKET.finditer(text):
        acronym = match[1]
        if sum(c.isupper() for c in acronym) < 2:  # noqa: PLR2004 - an acronym's capitals
            continue
        before = ends.get(match.start())
        if before is not None and (name := _fitting(words, before, acronym, small)):
            yield name
    for match in _ACRONYM_BEFORE.finditer(text):
        if fits(match[1], match[2]) and match.start(2) in starts:
            yield Name(words.reading, match.start(2), match.end(2), "rule:acronym", 0.8)
            yield Name(
                words.reading,
                match.start(1),
                match.end(1),
                "rule:acronym",
                0.8,
                same_as=match[2],
            )


def _fitting(
    words: Words, end: int, acronym: str, small: frozenset[str]
) -> Name | None:
    """The words before a bracket whose initials are the acronym's letters."""
    letters = [c for c in acronym.casefold() if c.isalpha()]
    for start in range(end - 1, max(-1, end - 4 * len(letters)), -1):
        if not words.is_capital(start) or words.chain_end(start, small) < end:
            continue
        first, last = words.span(start, end)
        quote = words.reading.text[first:last]
        if words.all[start].folded[0] == letters[0] and fits(acronym, quote):
            return Name(words.reading, first, last, "rule:acronym", 0.75)
    return None


def fits(short: str, name: str) -> bool:
    """Whether a short form's letters are the initials of a name, in order."""
    if not _ACRONYM.fullmatch(short):
        return False
    letters = [c for c in short.casefold() if c.isalpha()]
    initials = "".join(word[0] for word in re.findall(r"\w+", name.casefold()))
    position, hits = 0, 0
    for letter in letters:
        found = initials.find(letter, position)
        if found >= 0:
            hits, position = hits + 1, found + 1
    return len(letters) > 1 and hits / len(letters) > _SHARE_MIN
