"""Pieces of a case's text around the words found, marked with « and »."""

import unicodedata
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

from schemas.case import CaseDocument
from tocsin.search.query import And, Or, Phrase, Query, Term, Word
from tocsin.search.sounds import sound
from tocsin.search.tantivy_words import FoundWord, found_words, words

# A reader decides by two or three pieces of two lines each.
SNIPPETS_MAX = 3
_AROUND_CHARS = 80
# Only the beginning of a very long text is looked through: about 40 pages, 20 ms.
_TEXT_CHARS_MAX = 100_000

# Not the title: it is the start of the text, and would show the same words twice.
_SHOWN = ("text", "organization_names")

_Leaf = Word | Phrase


def snippets(query: Query, document: CaseDocument) -> tuple[str, ...]:
    """Up to SNIPPETS_MAX pieces of text and names that the search found."""
    leaves = [*_leaves(query), *_heard(query, document)]
    pieces: list[str] = []
    for field in _SHOWN:
        here = [leaf for leaf in leaves if leaf.field in {None, field}]
        value = getattr(document, field)
        for text in (value,) if isinstance(value, str) else value:
            if here and len(pieces) < SNIPPETS_MAX:
                pieces.extend(_pieces(here, text[:_TEXT_CHARS_MAX]))
    return tuple(pieces[:SNIPPETS_MAX])


def _leaves(query: Query) -> Iterator[_Leaf]:
    match query:
        case Word() | Phrase():
            yield query
        case And(clauses) | Or(clauses):
            for clause in clauses:
                yield from _leaves(clause)


def _heard(query: Query, document: CaseDocument) -> Iterator[_Leaf]:
    """The words of names that the search found by their sound."""
    codes = set(_codes(query))
    if not codes:
        return
    names = {word for name in document.organization_names for word in words(name)}
    yield from (Word(name) for name in sorted(names) if sound(name) in codes)


def _codes(query: Query) -> Iterator[str]:
    match query:
        case Term("name_sounds", code):
            yield code
        case And(clauses) | Or(clauses):
            for clause in clauses:
                yield from _codes(clause)


def _pieces(leaves: Iterable[_Leaf], text: str) -> Iterator[str]:
    found = found_words(text)
    marks = _merged(sorted(mark for leaf in leaves for mark in _marks(leaf, found)))
    start = 0
    while start < len(marks):
        end = start + 1
        while end < len(marks) and marks[end][1] - marks[start][0] <= _AROUND_CHARS:
            end += 1
        yield _piece(text, marks[start:end])
        start = end


def _merged(marks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Marks that overlap become one."""
    merged: list[tuple[int, int]] = []
    for start, end in marks:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _marks(leaf: _Leaf, found: list[FoundWord]) -> Iterator[tuple[int, int]]:
    wanted = words(unicodedata.normalize("NFC", leaf.text))
    if isinstance(leaf, Word) and (leaf.prefix or leaf.edits):
        for word in found:
            if any(_near(leaf, one, word.text) for one in wanted):
                yield word.start, word.end
        return
    for at in range(len(found) - len(wanted) + 1):
        run = found[at : at + len(wanted)]
        if run and [word.text for word in run] == wanted:
            yield run[0].start, run[-1].end


def _near(leaf: Word, wanted: str, word: str) -> bool:
    if leaf.prefix:
        return word.startswith(wanted)
    return OSA.distance(wanted, word, score_cutoff=leaf.edits) <= leaf.edits


def _piece(text: str, marks: list[tuple[int, int]]) -> str:
    start = _blank_after(text, marks[0][0] - _AROUND_CHARS, marks[0][0])
    stop = _blank_before(text, marks[-1][1], marks[-1][1] + _AROUND_CHARS)
    out, at = "", start
    for first, last in marks:
        out += f"{text[at:first]}«{text[first:last]}»"
        at = last
    out = " ".join((out + text[at:stop]).split())
    return f"{'… ' if start else ''}{out}{' …' if stop < len(text) else ''}"


def _blank_after(text: str, start: int, limit: int) -> int:
    """Start of a word near `start`, so that no piece begins inside one."""
    if start <= 0:
        return 0
    blank = text.find(" ", start, limit)
    return start if blank < 0 else blank + 1


def _blank_before(text: str, limit: int, end: int) -> int:
    if end >= len(text):
        return len(text)
    blank = text.rfind(" ", limit, end)
    return end if blank < 0 else blank
