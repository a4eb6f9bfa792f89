"""spaCy's tokenizers, loaded from their package in a tenth of the time.

A package brings all rules of its tokenizer. spaCy builds those of the language first
and throws them away; and the words that French keeps whole (sous-traitance) are one
pattern of 1.4 million characters, which takes seconds to compile.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import srsly  # type: ignore[import-untyped]  # ships no types
from spacy.language import Language
from spacy.tokenizer import (  # type: ignore[import-not-found]  # Cython
    Tokenizer,
)
from spacy.util import registry

# A pattern of spaCy's for whole words: alternatives, each from the start to the end.
_FIRST = "(?iu)(?:^"
_NEXT = ")|(?:^"
_LAST = ")"
# What alternatives have in common are their classes of all letters.
_CLASS_CHARS_MIN = 200


class PackagedTokenizer(Tokenizer):  # type: ignore[misc]  # Cython
    """A tokenizer without rules, until it is loaded."""

    def from_bytes(
        self, bytes_data: bytes, *, exclude: Iterable[str] = ()
    ) -> "PackagedTokenizer":
        """Load it, with an equal pattern for whole words."""
        rules = srsly.msgpack_loads(bytes_data)
        if pattern := rules.get("token_match"):
            rules["token_match"] = joined(pattern)
        super().from_bytes(srsly.msgpack_dumps(rules), exclude=exclude)
        return self


def joined(pattern: str) -> str:
    """An equal pattern in which alternatives with the same end are one.

    A pattern that is not built like those of spaCy's languages is given back as it is.
    """
    if not (pattern.startswith(_FIRST) and pattern.endswith(_LAST)):
        return pattern
    beginnings: dict[str, list[str]] = {}
    for whole in pattern[len(_FIRST) : -len(_LAST)].split(_NEXT):
        at = _first_class(whole)
        beginnings.setdefault(whole[at:], []).append(whole[:at])
    return (
        _FIRST
        + _NEXT.join(f"(?:{'|'.join(begun)}){end}" for end, begun in beginnings.items())
        + _LAST
    )


def _first_class(pattern: str) -> int:
    """Where the first long class begins, or the end."""
    start = pattern.find("[")
    while start >= 0:
        end = pattern.index("]", start)
        if end - start > _CLASS_CHARS_MIN:
            return start
        start = pattern.find("[", end)
    return len(pattern)


def _packaged() -> Callable[[Language], PackagedTokenizer]:
    return lambda nlp: PackagedTokenizer(nlp.vocab)


registry.tokenizers.register("tocsin.packaged.v1", func=_packaged)

# The language "xx" has no rules that would be built. Whether a word is a stop word or a
# number is all else that a language says, and NER does not ask.
CONFIG: Mapping[str, Any] = {
    "nlp": {"lang": "xx", "tokenizer": {"@tokenizers": "tocsin.packaged.v1"}}
}
"""What a package is loaded with."""
