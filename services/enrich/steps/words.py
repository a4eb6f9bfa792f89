"""Words of a text, cut once, with their places.

A word is a run of letters and digits; a Han character is a word by itself, because
Chinese is written without spaces; `don't` is one word. One pass, linear in the text.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

# No word of our tables is longer; a longer one is noise and is not looked up.
WORD_CHARS_MAX = 40
# More distinct words than a language uses often; the least used are forgotten first.
FOLDED_KEPT = 16_384

_HAN = "\u3400-\u9fff"
_MARKS = "\u0300-\u036f"
_NOT = r"(?:(?<=n)['\u2019]t\b)?"
_WORD = re.compile(rf"([{_HAN}]|(?:[^\W_{_HAN}]|[{_MARKS}])+{_NOT})")
# The same for texts that hold no Han character and no mark: three times as fast.
_PLAIN_WORD = re.compile(rf"([^\W_]+{_NOT})")
_NOT_PLAIN = re.compile(f"[{_HAN}{_MARKS}]")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text; `starts` and `ends` are code points of the text."""

    texts: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.texts)


def cut(text: str) -> Words:
    """All words of a text, as written."""
    is_plain = text.isascii() or _NOT_PLAIN.search(text) is None
    # What stands before the first word, the word, what stands between, and so on.
    parts = (_PLAIN_WORD if is_plain else _WORD).split(text)
    borders = tuple(accumulate(map(len, parts)))
    return Words(tuple(parts[1::2]), borders[:-1:2], borders[1::2])


@lru_cache(FOLDED_KEPT)
def fold(word: str) -> str:
    """A word without case, accents and apostrophe; empty where it is too long."""
    if len(word) > WORD_CHARS_MAX:
        return ""
    low = word.casefold().replace("\u2019", "").replace("'", "")
    if low.isascii():
        return low
    parts = unicodedata.normalize("NFKD", low)
    return "".join(c for c in parts if not unicodedata.combining(c)).casefold()


def lower(word: str) -> str:
    """A word without case, accents kept: `thé` is not `the`."""
    if len(word) > WORD_CHARS_MAX:
        return ""
    return unicodedata.normalize("NFC", word.casefold())
