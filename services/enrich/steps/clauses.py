"""Sentences of a reading as words, and the clause around a match.

A quote is what a reader would underline: a short sentence, or of a longer one the
clause, from one comma, colon, bracket or dash to the next, but never more than a few
words beyond the match.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from services.enrich.reading import Reading
from services.enrich.steps.lexicon import Hits, Lexicon, Place
from services.enrich.steps.words import Words, cut, fold

# A sentence of more words is a table or a list without full stops: read in pieces, so
# that a window stays a window and one piece stays cheap.
SENTENCE_WORDS_MAX = 160
# A quote that grows further says more about its neighbors than about the match.
CLAUSE_WORDS_AROUND = 12
CLAUSE_WORDS_MIN = 20
CLAUSE_WORDS_MAX = 36
# Who reads a quote wants to know who did what: a clause alone seldom says it.
QUOTED_WORDS_MAX = 50
# `A: Yes, they did.`
ANSWER_WORDS = 2
_YES = frozenset({"yes", "yeah", "si", "oui", "claro"})
_QUESTION_MARKS = frozenset("?\uff1f")
_BREAKS = frozenset(";\uff1b\uff1a\n")
_BORDERS = frozenset(',;:()[]\u2014\u2013\u201c\u201d"\u3002\uff0c\uff1b\uff1a\u3001\n')


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, or a piece of a very long one, with the terms found in it.

    Attributes:
        words: all words of the text.
        first: number of its first word.
        last: number of the word after its last.
        hits: the terms found in it.
        cues: the watched sets that it holds a term of.
    """

    words: Words
    first: int
    last: int
    hits: Hits
    cues: frozenset[str]


def passages(
    reading: Reading, lexicon: Lexicon, watched: Mapping[int, frozenset[str]]
) -> Iterator[Passage]:
    """The sentences of a reading, scanned.

    Args:
        reading: the text.
        lexicon: the terms to look for.
        watched: term -> the cues that it gives.
    """
    words = cut(reading.text)
    first = 0
    for _, end in reading.sentences or ((0, len(reading.text)),):
        last = bisect_left(words.starts, end, lo=first)
        for start in range(first, last, SENTENCE_WORDS_MAX):
            stop = min(start + SENTENCE_WORDS_MAX, last)
            hits = lexicon.scan(words, start, stop)
            found = watched.keys() & hits.terms.keys()
            cues = frozenset(cue for term in found for cue in watched[term])
            yield Passage(words, start, stop, hits, cues)
        first = last


def after(text: str, passage: Passage) -> str:
    """What stands between the last word of a sentence and the next word."""
    words = passage.words
    start = words.ends[passage.last - 1]
    more = passage.last < len(words)
    return text[start : words.starts[passage.last] if more else len(text)]


def asks(text: str, passage: Passage) -> bool:
    """Whether a sentence is a question that no `yes` answers."""
    if passage.last == passage.first:
        return False
    if _QUESTION_MARKS.isdisjoint(after(text, passage)):
        return False
    answer = passage.words.texts[passage.last : passage.last + ANSWER_WORDS]
    return _YES.isdisjoint(map(fold, answer))


def is_border(text: str, words: Words, left: int) -> bool:
    """Whether a clause ends between a word and the next one."""
    between = text[words.ends[left] : words.starts[left + 1]]
    if len(between) == 1 and between in ",.:":  # 3,500 and 22:00 are one thing
        return False
    return not _BORDERS.isdisjoint(between) or " - " in between


def crosses(text: str, words: Words, place: Place) -> bool:
    """Whether what follows a semicolon or a colon begins between two words.

    Args:
        text: the text.
        words: its words.
        place: the first and the last of them.
    """
    first, last = place
    between = text[words.ends[first] : words.starts[last]] if first < last else ""
    # 22:00 is one thing.
    return not _BREAKS.isdisjoint(between) or ": " in between


def quote(text: str, passage: Passage, place: Place) -> tuple[int, int]:
    """The span of code points to quote for some words: their sentence, if it is short.

    Of a longer sentence, the clause.
    """
    if passage.last - passage.first > QUOTED_WORDS_MAX:
        return clause(text, passage, place)
    words = passage.words
    return words.starts[passage.first], words.ends[passage.last - 1]


def clause(text: str, passage: Passage, place: Place) -> tuple[int, int]:
    """The span of code points of the clause around some words.

    A short clause takes its neighbors in: `for none` says little by itself.
    """
    first, last = _widened(text, passage, place)
    while last - first < CLAUSE_WORDS_MIN:
        wider = _widened(
            text,
            passage,
            (max(passage.first, first - 1), min(passage.last, last + 1)),
        )
        if wider == (first, last) or wider[1] - wider[0] > CLAUSE_WORDS_MAX:
            break
        first, last = wider
    return passage.words.starts[first], passage.words.ends[last - 1]


def _widened(text: str, passage: Passage, place: Place) -> Place:
    first, last = place
    words = passage.words
    lowest = max(passage.first, first - CLAUSE_WORDS_AROUND)
    highest = min(passage.last, last + CLAUSE_WORDS_AROUND)
    while first > lowest and not is_border(text, words, first - 1):
        first -= 1
    while last < highest and not is_border(text, words, last - 1):
        last += 1
    return first, last
