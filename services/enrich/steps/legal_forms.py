"""Legal forms of companies: known, found behind names, and taken off for comparing."""

import re
from collections.abc import Iterator
from functools import cache

from services.enrich.steps.capitals import Words
from services.enrich.steps.names import (
    Name,
    connectors,
    folded_words,
    organization_words,
)
from tocsin.text.tables import rows

# Forms of two or three letters are words of many languages; they count in capitals or
# with dots only (SA, S.A., AG), never as `as` or `me`.
_SHORT_CHARS_MAX = 3
_ALWAYS = frozenset(
    {"ltd", "inc", "llc", "plc", "bhd", "sdn", "tbk", "jsc", "kft", "co"}
)
_SMALL = frozenset({"plc", "ltd", "inc", "llc", "llp", "gmbh"})
# Forms that stand before the name.
_PREFIXES = frozenset({"pt", "cv", "ud", "ooo", "oao", "zao", "too", "tnhh"})
_BREAKS_MAX = 3
# Small words of names that no English sentence holds: Denim de l'Isle Ltd.
_FOREIGN = frozenset({"de", "del", "du", "des", "da", "do", "dos", "di", "l"})
# A dot that ends an abbreviation and no sentence.
_INNER_DOT = re.compile(r"\.(?=[,;)\u201d\"'\u2019]|\s+[a-z(])")


@cache
def _forms() -> dict[str, tuple[tuple[str, ...], ...]]:
    """First word -> forms that begin with it, the longest first."""
    forms: dict[str, list[tuple[str, ...]]] = {}
    for (form,) in rows("legal_forms.tsv"):
        words = tuple(form.split())
        forms.setdefault(words[0], []).append(words)
    return {k: tuple(sorted(v, key=len, reverse=True)) for k, v in forms.items()}


def strip_legal_form(name: str) -> str:
    """A name's folded words without legal forms at its end or PT, OOO at its start."""
    words = list(folded_words(name))
    if len(words) > 1 and words[0] in _PREFIXES:
        words = words[1:]
    shrinking = True
    while shrinking and len(words) > 1:
        shrinking = False
        for count in range(min(6, len(words) - 1), 0, -1):
            tail = tuple(words[-count:])
            if tail in _forms().get(tail[0], ()) or tail == ("co",):
                words = words[:-count]
                shrinking = True
                break
    return " ".join(words)


def has_legal_form(name: str) -> bool:
    """Whether a name carries a legal form."""
    return strip_legal_form(name) != " ".join(folded_words(name))


def find_companies(words: Words) -> Iterator[Name]:
    """Names that end in a legal form, or begin with one such as PT."""
    first_words = _forms()
    free_from = 0
    for i, word in enumerate(words.all):
        if i < free_from or word.folded not in first_words:
            continue
        count = _form_at(words, i)
        if not count:
            continue
        end = _forms_end(words, i + count)
        name = _before(words, i, end) or _behind(words, i, i + count)
        if name is not None:
            yield name
        free_from = end


def _form_at(words: Words, i: int) -> int:
    """How many words the legal form at a word has; 0 for none."""
    if not words.is_capital(i) and words.all[i].folded not in _SMALL:
        return 0
    for form in _forms().get(words.all[i].folded, ()):
        tail = words.all[i : i + len(form)]
        if tuple(word.folded for word in tail) != form:
            continue
        if any(len(words.gap(j)) > 3 for j in range(i + 1, i + len(form))):  # noqa: PLR2004
            continue
        start, end = words.span(i, i + len(form))
        quote = words.reading.text[start:end]
        letters = "".join(form)
        if letters in _ALWAYS or len(letters) > _SHORT_CHARS_MAX or quote.isupper():
            return len(form)
    return 0


def _forms_end(words: Words, end: int) -> int:
    """One past further forms that follow: Co., Ltd."""
    while end < len(words.all) and len(words.gap(end)) <= 3:  # noqa: PLR2004 - `., `
        count = _form_at(words, end)
        if not count:
            break
        end += count
    return end


def _before(words: Words, i: int, end: int) -> Name | None:
    """The company whose legal form is words i to end - 1."""
    if i == 0 or "\n" in words.gap(i):
        return None
    small = _connectors(words)
    start, breaks = words.chain_start(i, small), 0
    if not words.is_capital(i - 1):
        return None
    while start > 0 and breaks < _BREAKS_MAX and _goes_through(words, start):
        start, breaks = words.chain_start(start, small), breaks + 1
    if start == i:
        return None
    if start == i - 1 and _is_half(words, start):
        start = words.chain_start(start - 1, small)
    first, last = words.span(start, end)
    text = words.reading.text
    if _INNER_DOT.match(text, last):
        last += 1
    return Name(words.reading, first, last, "rule:legal_form", 0.95)


def _connectors(words: Words) -> frozenset[str]:
    """English names rarely go on over a small English word; others do over theirs."""
    language = words.reading.language
    return _FOREIGN if language in {"en", "und"} else connectors(language)


def _goes_through(words: Words, start: int) -> bool:
    """Whether a name goes on to the left, over a bracket or a comma or an `and`."""
    gap = words.gap(start)
    return gap in {" (", ") "} and words.is_capital(start - 1)


def _is_half(words: Words, i: int) -> bool:
    """Whether a trade is the second half of a name: Coal and Electricity Co., Ltd."""
    return (
        i > 1
        and words.all[i].folded in organization_words()
        and words.all[i - 1].folded == "and"
        and words.gap(i) == words.gap(i - 1) == " "
        and words.is_capital(i - 2)
    )


def _behind(words: Words, i: int, start: int) -> Name | None:
    """The company behind PT, OOO and the like."""
    if words.all[i].folded not in _PREFIXES or start >= len(words.all):
        return None
    if not words.is_capital(start) or words.gap(start).strip("\"'\u201c\u00ab ") != "":
        return None
    end = words.chain_end(start, ())
    first, last = words.span(i, end)
    return Name(words.reading, first, last, "rule:legal_form", 0.9)
