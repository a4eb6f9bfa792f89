"""How text becomes words: the one analysis that both indices and the snippets follow.

A word is a run of letters, digits and marks, folded to ASCII where Lucene's table
knows how, in lower case. Scripts written without blanks give a word for each character,
so that a phrase of them finds any part of a longer run. An apostrophe or a dot parts
words: `l'eau` is found by `eau`. Elasticsearch makes the same words by `JAVA_PATTERN`.
"""

from dataclasses import dataclass

import tantivy

# Lucene refuses a document for a word above 32,766 bytes, so a longer run is cut there.
# tantivy leaves out words above 65,530 bytes by itself, and a bounded repetition makes
# its automaton 20 times slower to build: the two differ inside such runs only.
_JAVA_WORD_CHARS_MAX = 255
ANALYZER = "words"
_UNSPACED = ("Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar")
_RUST_CLASS = "".join(rf"\p{{{script}}}" for script in _UNSPACED)
_JAVA_CLASS = "".join(rf"\p{{Is{script}}}" for script in _UNSPACED)
# The first of these scripts, Thai, begins here. Java finds a script by binary search:
# without the ranges it does so for every character, which makes the words five times as
# slow, and them a third of Elasticsearch's work on a case.
_UNSPACED_FROM = r"\x{E00}"
_BEFORE_UNSPACED = r"\x{0}-\x{DFF}"
_RUST_PATTERN = rf"[{_RUST_CLASS}]|[\p{{L}}\p{{N}}\p{{M}}--[{_RUST_CLASS}]]+"
JAVA_PATTERN = (
    rf"[0-9A-Za-z[\p{{L}}\p{{N}}\p{{M}}&&[{_BEFORE_UNSPACED}[^{_JAVA_CLASS}]]]]"
    rf"{{1,{_JAVA_WORD_CHARS_MAX}}}+"
    rf"|[{_UNSPACED_FROM}-\x{{10FFFF}}&&[{_JAVA_CLASS}]]"
)
"""The same words for Elasticsearch's `pattern` tokenizer (group 0)."""


@dataclass(frozen=True, slots=True)
class FoundWord:
    """A word of a text: its folded form, and where it stands in code points."""

    text: str
    start: int
    end: int


def analyzer() -> tantivy.TextAnalyzer:
    """A new analyzer; folds before lower case, so that İ becomes i."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(_RUST_PATTERN))
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.lowercase())
        .build()
    )


_ANALYZER = analyzer()


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return list(_ANALYZER.analyze(text))


def found_words(text: str) -> list[FoundWord]:
    """The folded words of a text, with their places."""
    return [
        FoundWord(word.text, word.char_offset_from, word.char_offset_to)
        for word in _ANALYZER.pre_tokenize(text).tokens
    ]
