"""Words compared without case and accents, with their places in the text kept."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+")
# No word of a name is longer; a longer run is data.
_WORD_CHARS_MAX = 40
# A text repeats its words; 65,536 of them take some 10 MB.
_FOLDED_WORDS_MAX = 65_536


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


def words_of(text: str) -> Iterator[Word]:
    """The words of a text in order; marks between them are left out."""
    for match in _WORD.finditer(text):
        if match.end() - match.start() <= _WORD_CHARS_MAX:
            yield Word(match.start(), match.end(), fold_word(match[0]))


def fold(text: str) -> str:
    """A name as a key: folded words with one space between them."""
    return " ".join(fold_word(word) for word in _WORD.findall(text))
