"""Where a text names countries, peoples, provinces and cities."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from services.enrich.reading import Entity, Reading
from tocsin.text.folding import Word
from tocsin.text.gazetteer import (
    UNSPACED_LANGUAGES,
    Place,
    country_index,
    place_index,
    unspaced_index,
)

# "Democratic People's Republic of Korea" has six words, folded.
_NAME_WORDS_MAX = 7
# A text of more places is a gazetteer; the rest would only cost time.
_MENTIONS_MAX = 10_000
# What may stand between the words of one name.
_GAP = re.compile(r"[ \u00a0]?[.'\u2019\-\u2013]?[ \u00a0\n]?|, (?=D)")
# Languages that write demonyms with a small letter.
_SMALL_DEMONYMS = frozenset({"es", "fr", "pt", "it", "nl"})
_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC", "NORP"})
_PERSON_LABELS = frozenset({"PERSON", "PER"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A place name at its place in a text.

    Attributes:
        reading: the text.
        start: first code point.
        end: one past the last.
        places: what the name may stand for, at least one.
        entity: the model's entity that covers the name, if any.
    """

    reading: Reading
    start: int
    end: int
    places: tuple[Place, ...]
    entity: Entity | None

    @property
    def quote(self) -> str:
        """The words of the text."""
        return self.reading.text[self.start : self.end]

    @property
    def is_marked_place(self) -> bool:
        """The model takes it for a place or a people."""
        return self.entity is not None and self.entity.label in _PLACE_LABELS

    @property
    def is_in_person(self) -> bool:
        """The model takes it for a part of a person's name."""
        return self.entity is not None and self.entity.label in _PERSON_LABELS

    @property
    def is_in_organization(self) -> bool:
        """The name is a part of an organization's longer name."""
        entity = self.entity
        return (
            entity is not None
            and entity.label == "ORG"
            and entity.end - entity.start > self.end - self.start
        )


def find_mentions(reading: Reading) -> tuple[Mention, ...]:
    """The place names of a text in order, none inside another."""
    cover = _Cover(reading.entities)
    return tuple(
        Mention(reading, start, end, places, cover.at(start, end))
        for start, end, places in reading.once_for_all(_spans)
    )


Span = tuple[int, int, tuple[Place, ...]]


def _spans(reading: Reading) -> tuple[Span, ...]:
    if reading.language in UNSPACED_LANGUAGES:
        spans = _unspaced_spans(reading.text)
    else:
        spans = _spaced_spans(reading)
    return tuple(islice(spans, _MENTIONS_MAX))


def _spaced_spans(reading: Reading) -> Iterator[Span]:
    words = reading.words
    begun = _beginnings(reading.language)
    free_from = 0
    for position, word in enumerate(words):
        if position < free_from or word.folded not in begun:
            continue
        if found := _longest(reading, words, position):
            span, used = found
            yield span
            free_from = position + used


def _longest(
    reading: Reading, words: Sequence[Word], position: int
) -> tuple[Span, int] | None:
    """The longest name that begins at a word, with the number of its words."""
    first = words[position]
    countries, places = country_index(reading.language), place_index()
    begun = _beginnings(reading.language)
    found: tuple[Span, int] | None = None
    key = ""
    for count, word in enumerate(words[position : position + _NAME_WORDS_MAX], start=1):
        if count > 1 and not _GAP.fullmatch(
            reading.text, words[position + count - 2].end, word.start
        ):
            break
        key = f"{key} {word.folded}" if key else word.folded
        if key not in begun:
            break
        meant = countries.get(key, ()) + places.get(key, ())
        usable = _usable(reading, (first.start, word.end), meant) if meant else ()
        if usable:
            found = (first.start, word.end, usable), count
    return found


def _usable(
    reading: Reading, span: tuple[int, int], places: tuple[Place, ...]
) -> tuple[Place, ...]:
    """The places that the writing allows: capitals first, abbreviations in capitals."""
    start, end = span
    quote = reading.text[start:end]
    usable = []
    for place in places:
        if place.kind == "abbreviation":
            fits = quote.isupper()
        elif place.kind == "demonym" and reading.language in _SMALL_DEMONYMS:
            fits = True
        else:
            fits = quote[0].isupper() or not quote[0].islower()
        if fits:
            usable.append(place)
    return tuple(usable)


@cache
def _beginnings(language: str) -> frozenset[str]:
    """Every run of words that a name begins with, the whole name included."""
    return frozenset(
        " ".join(words[:count])
        for index in (country_index(language), place_index())
        for words in (key.split(" ") for key in index)
        for count in range(1, len(words) + 1)
    )


@cache
def _unspaced_pattern() -> re.Pattern[str]:
    names = sorted(unspaced_index(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, names)))


def _unspaced_spans(text: str) -> Iterator[Span]:
    index = unspaced_index()
    for match in _unspaced_pattern().finditer(text):
        yield match.start(), match.end(), index[match[0]]


class _Cover:
    """Which entity covers a span; entities come in order and never overlap."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        self._entities = entities
        self._next = 0

    def at(self, start: int, end: int) -> Entity | None:
        """The entity that shares a character with the span; spans come in order."""
        while (
            self._next < len(self._entities) and self._entities[self._next].end <= start
        ):
            self._next += 1
        if self._next == len(self._entities):
            return None
        entity = self._entities[self._next]
        return entity if entity.start < end else None
