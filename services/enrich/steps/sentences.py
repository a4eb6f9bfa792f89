"""Sentence borders by rule, for every language that Tocsin reads."""

import re

from tocsin.text.tables import words

# What ends in a dot without ending a sentence: English, Spanish, French, Portuguese and
# the legal forms that stand inside company names.
_ABBREVIATIONS = words("abbreviations.tsv")

# Anchored at the start of a run of marks, so that a million dots cost one look.
_END = re.compile(
    r"(?<![.!?…])[.!?…]{1,20}[\"'”\u2019»)\]]{0,3}(?=\s)|[。\uff01\uff1f]{1,20}[」』”\u2019\uff09]{0,3}|\n+"
)
_WORD_BEFORE = re.compile(r"[^\s(\[\"'“\u2018«]+$")
# No abbreviation is longer; looking further back would cost time for nothing.
_LOOK_BACK_CHARS = 24


def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of each sentence, in code points, white space trimmed off."""
    borders: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if match[0][0] == "." and not _is_end(text, match):
            continue
        _add(borders, text, (start, match.end()))
        start = match.end()
    _add(borders, text, (start, len(text)))
    return tuple(borders)


def _add(borders: list[tuple[int, int]], text: str, span: tuple[int, int]) -> None:
    start, end = span
    piece = text[start:end]
    if kept := piece.strip():
        start += len(piece) - len(piece.lstrip())
        borders.append((start, start + len(kept)))


def _is_end(text: str, match: re.Match[str]) -> bool:
    """Whether a dot ends a sentence: by the word before and the letter after it."""
    following = text[match.end() : match.end() + _LOOK_BACK_CHARS].lstrip()[:1]
    if following.islower():
        return False
    if len(match[0]) > 1:
        return True
    before = text[max(0, match.start() - _LOOK_BACK_CHARS) : match.start()]
    word = _WORD_BEFORE.search(before)
    if word is None:
        return True
    token = word[0].casefold()
    if token in _ABBREVIATIONS:
        return False
    return not (len(word[0]) == 1 and word[0].isupper())
