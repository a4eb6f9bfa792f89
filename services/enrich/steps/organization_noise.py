"""What looks like an organization and is none, by rules that a reviewer can read."""

import re
from functools import cache

from services.enrich.reading import Reading
from services.enrich.steps.capitals import STOPS, Words
from services.enrich.steps.names import (
    Name,
    folded_words,
    organization_words,
    role_words,
)
from tocsin.text.folding import fold
from tocsin.text.gazetteer import country_index, place_index
from tocsin.text.tables import rows

_CHARS_MIN, _CHARS_MAX, _WORDS_MAX = 2, 120, 14
_EDGES = " \t\n\r\"'\u201c\u201d\u2018\u2019\u00ab\u00bb,;:()[]-\u2013\u2014*\u2022/"
_POSSESSIVE = re.compile(r"['\u2019]s?$")
_ARTICLE = re.compile(r"(?:the|The|THE|la|La|le|Le|les|Les|el|El|los|Los|l')\s*(?=\w)")
_YEAR = re.compile(r"\s(?:19|20)\d\d$")
_SURE = frozenset(
    {"rule:known", "rule:legal_form", "rule:vessel", "rule:hanzi", "rule:site"}
)


@cache
def _table(kind: str) -> frozenset[str]:
    return frozenset(
        word
        for row_kind, cell in rows("organization_noise.tsv")
        if row_kind == kind
        for word in cell.split()
    )


def trimmed(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """A span without marks, articles and a possessive at its edges."""
    text = reading.text
    moving = True
    while moving and start < end:
        before = (start, end)
        while start < end and text[start] in _EDGES:
            start += 1
        while start < end and text[end - 1] in _EDGES and not _closes(text, start, end):
            end -= 1
        if possessive := _POSSESSIVE.search(text, start, end):
            end = possessive.start()
        if year := _YEAR.search(text, start, end):
            end = year.start()
        first = _ARTICLE.match(text[start:end])
        if first and " " in text[start:end] and first[0][-1:] in " '":
            start += first.end()
        moving = (start, end) != before
    return start, end


def _closes(text: str, start: int, end: int) -> bool:
    """A bracket at the end whose opening lies inside the span."""
    return text[end - 1] == ")" and "(" in text[start:end]


def is_noise(name: Name, words: Words) -> bool:
    """Whether a candidate is no organization."""
    if name.found_by in _SURE:
        return False
    folded = folded_words(name.quote)
    return (
        not _has_form_of_name(name, folded)
        or _is_listed(folded)
        or _before_place_word(name)
        or _is_person(name, words)
        or _is_place(name, folded)
        or _is_trade(folded)
        or _names_forced_labor(folded)
        or _is_common_word(folded, name.quote, words)
    )


def _has_form_of_name(name: Name, folded: tuple[str, ...]) -> bool:
    """Not too long nor short, on one line, with a capital, no number first."""
    quote = name.quote
    if not (_CHARS_MIN <= len(quote) <= _CHARS_MAX and 0 < len(folded) <= _WORDS_MAX):
        return False
    if "\n" in quote or quote[0].isdigit() or not quote[0].isalnum():
        return False
    by_rule = name.found_by.startswith("rule:")
    return any(c.isupper() for c in quote) and (by_rule or not quote[0].islower())


def _is_listed(folded: tuple[str, ...]) -> bool:
    """In the table of what is no organization, or ending as laws and reports end."""
    exact = _table("exact")
    said = [word for word in folded if word not in STOPS]
    return (
        "-".join(folded) in exact
        or not said
        or (len(said) == 1 and said[0] in exact)
        or folded[-1] in _table("ending")
    )


def _before_place_word(name: Name) -> bool:
    """In `Uchkuprik district` the name is a district's."""
    following = _NEXT_WORD.match(name.reading.text, name.end)
    return (
        following is not None
        and following[1] in _table("place")
        and name.found_by != "rule:institution"
    )


def _is_person(name: Name, words: Words) -> bool:
    """A rule's guess that the model takes for a person of two names or more."""
    if name.found_by not in _GUESSES or " " not in name.quote:
        return False
    entity = words.entity_at(name.start)
    return (
        entity is not None
        and entity.label in {"PERSON", "PER"}
        and name.end <= entity.end
    )


_GUESSES = frozenset({"rule:apposition", "rule:list"})
_NEXT_WORD = re.compile(r"\s([a-z]+)\b")


def _is_place(name: Name, folded: tuple[str, ...]) -> bool:
    """Nothing but places and peoples: Xinjiang, South Korean."""
    index = country_index(name.reading.language)
    whole = " ".join(folded)
    if whole in index or (
        whole in place_index() and name.found_by not in _NAMED_OUTRIGHT
    ):
        return True
    return len(folded) > 1 and all(
        w in index or w in place_index() or w in STOPS for w in folded
    )


# Words before them say that these are names: `la empresa X`, `brands such as X`.
_NAMED_OUTRIGHT = frozenset({"rule:kind", "rule:list"})


def _is_trade(folded: tuple[str, ...]) -> bool:
    """A trade or what it makes, maybe of a country: Textile Industry, Uzbek Cotton."""
    if folded[-1] not in _table("trade"):
        return False
    index = country_index("en")
    common = role_words()["manufacturer"] | STOPS | {"s"}
    return all(w in common or w in index or w in place_index() for w in folded[:-1])


_FIGHTERS = frozenset(
    {
        "force",
        "committee",
        "coalition",
        "alliance",
        "project",
        "office",
        "unit",
        "forum",
    }
)


def _names_forced_labor(folded: tuple[str, ...]) -> bool:
    """A headline about forced labor, no task force against it."""
    about = "forced" in folded and not {"labor", "labour"}.isdisjoint(folded)
    return about and _FIGHTERS.isdisjoint(folded)


def _is_common_word(folded: tuple[str, ...], quote: str, words: Words) -> bool:
    """One word that the text writes small elsewhere, or a bare word for a kind."""
    if len(folded) > 1:
        return False
    word = folded[0]
    if quote.isupper() and len(quote) > 1:
        return False
    return word in words.small or fold(word) in organization_words()
