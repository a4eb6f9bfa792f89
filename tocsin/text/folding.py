"""Words compared without case and accents, with their places in the text kept."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

_WORD = re.compile(r"([^\W_]+)")
# No word of a name is longer; a longer run is data.
_WORD_CHARS_MAX = 40
# A text repeats its words; so many of them take some 3 MB.
_FOLDED_WORDS_MAX = 16_384


class Word(NamedTuple):
    """A word at its place: half open, in code points."""

    start: int
    end: int
    folded: str


@lru_cache(maxsize=_FOLDED_WORDS_MAX)
def fold_word(word: str) -> str:
    """A word in lower case without accents: Türkiye, turkiye."""
    if word.isascii():
        return word.casefold()
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return bare.replace("\u0131", "i").replace("\u0142", "l").replace("\u00f8", "o")


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text in order; marks between them are left out."""
    # What stands before the first word, the word, what stands between, and so on.
    parts = _WORD.split(text)
    words = parts[1::2]
    borders = list(accumulate(map(len, parts)))
    spans: Iterable[tuple[int, int, str]]
    spans = zip(borders[::2], borders[1::2], words, strict=False)
    if max(map(len, words), default=0) > _WORD_CHARS_MAX:
        spans = (span for span in spans if len(span[2]) <= _WORD_CHARS_MAX)
    return tuple([Word(start, end, fold_word(word)) for start, end, word in spans])


def fold(text: str) -> str:
    """A name as a key: folded words with one space between them."""
    if text.isascii():
        return " ".join(_WORD.findall(text.casefold()))
    return " ".join(fold_word(word) for word in _WORD.findall(text))
