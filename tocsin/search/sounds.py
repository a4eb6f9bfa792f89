"""How names sound: a code for each word, the same for spellings that are said alike.

The code is Metaphone (L. Philips, "Hanging on the Metaphone", Computer Language 7/12,
1990), made for English ears: rahman and rehman are one, and so are zamrud and samrud.
Both indices keep the codes as plain values, so that both find the same.
"""

from collections.abc import Iterable
from functools import lru_cache

import jellyfish

from tocsin.search.tantivy_words import words

LETTERS_MIN = 3
"""Shorter words are initials and legal forms, which sound like half the alphabet."""

LETTERS_MAX = 50
"""No name has a longer word; a run of letters that was pasted has."""

CODES_MAX = 1_000
"""Of one case: its names have some dozens of words."""

# Names repeat: words of all cases of a batch, and of the texts on a page of results.
_REMEMBERED = 50_000


@lru_cache(_REMEMBERED)
def sound(word: str) -> str | None:
    """The code of a folded word; None for one that has none.

    Words with a digit in them and words of other scripts than Latin have none: nothing
    here knows how they are said.
    """
    if not (LETTERS_MIN <= len(word) <= LETTERS_MAX and word.isascii()):
        return None
    if not word.isalpha():
        return None
    return jellyfish.metaphone(word) or None


def sounds(text: str) -> tuple[str, ...]:
    """The codes of the words of a text, each once, in order."""
    found = (sound(word) for word in words(text))
    return tuple(dict.fromkeys(code for code in found if code))


def name_sounds(names: Iterable[str]) -> tuple[str, ...]:
    """The codes of the words of names, each once, at most CODES_MAX."""
    codes = dict.fromkeys(code for name in names for code in sounds(name))
    return tuple(codes)[:CODES_MAX]
