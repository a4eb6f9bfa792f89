"""What the steps read: a text with its language, sentences and model entities."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import Any, TypeVar

from schemas.enrichment import Finding
from schemas.submission import Allegation
from tocsin.ids import finding_id
from tocsin.text.folding import Word, words_of


@dataclass(frozen=True, slots=True)
class Entity:
    """A span that the language model marked; half open, in code points."""

    start: int
    end: int
    label: str


Found = TypeVar("Found")


@dataclass(frozen=True)
class Reading:
    """One text of a case, read once.

    Attributes:
        evidence_id: `narrative`, or the id of the piece of evidence (e1, e2, ...).
        text: as it was received; every offset counts its code points.
        language: ISO 639-1, or `und`.
        entities: what the model marked, in order of start; empty without a model.
        sentences: (start, end) pairs in order, without gaps except white space.
        model: name@version of the model, or None.
        places: what steps found in this text before, in this case or in another:
            positions and no text, so that an erased case leaves none behind.
    """

    evidence_id: str
    text: str
    language: str
    entities: tuple[Entity, ...]
    sentences: tuple[tuple[int, int], ...]
    model: str | None = None
    places: dict[Callable[["Reading"], Any], Any] = field(
        default_factory=dict, compare=False, repr=False
    )

    def __hash__(self) -> int:
        """Of the text alone: Python keeps a text's hash, entities are many."""
        return hash(self.text)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Every word in order, cut once for all steps."""
        return words_of(self.text)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every folded word, once."""
        return frozenset(word.folded for word in self.words)

    @cached_property
    def _found(self) -> dict[Callable[["Reading"], Any], Any]:
        return {}

    def once(self, step: Callable[["Reading"], Found]) -> Found:
        """What a step finds in this text alone, computed once for its lifetime.

        Args:
            step: a function of a module, whose answer nobody changes.
        """
        return _kept(self._found, step, self)

    def once_for_all(self, step: Callable[["Reading"], Found]) -> Found:
        """The same, kept for other cases with the same text.

        Args:
            step: one that answers with positions and names of rules, never with text.
        """
        return _kept(self.places, step, self)

    def words_between(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that begin in a span, in logarithmic time."""
        first = bisect_left(self.words, start, key=itemgetter(0))
        return self.words[first : bisect_left(self.words, end, key=itemgetter(0))]

    def sentence_at(self, position: int) -> tuple[int, int]:
        """The sentence that holds a position; the whole text where there is none.

        Found in logarithmic time.
        """
        i = bisect_right(self.sentences, position, key=itemgetter(0)) - 1
        if i >= 0 and position < self.sentences[i][1]:
            return self.sentences[i]
        return 0, len(self.text)

    def finding(
        self,
        kind: str,
        value: str,
        span: tuple[int, int],
        *,
        found_by: str,
        version: str,
        confidence: float,
    ) -> Finding:
        """A finding at a span of this text, quoted exactly."""
        start, end = span
        return Finding.model_validate(
            {
                "id": finding_id(
                    self.evidence_id, kind=kind, value=value, start=start, end=end
                ),
                "kind": kind,
                "value": value,
                "evidence_id": self.evidence_id,
                "start": start,
                "end": end,
                "quote": self.text[start:end],
                "found_by": found_by,
                "found_by_version": version,
                "confidence": confidence,
            }
        )


def _kept(
    kept: dict[Callable[[Reading], Any], Any],
    step: Callable[[Reading], Found],
    reading: Reading,
) -> Found:
    if step not in kept:
        kept[step] = step(reading)
    found: Found = kept[step]
    return found


@dataclass(frozen=True, slots=True, eq=False)
class CaseReading:
    """Everything the steps may look at: the claims of the form and the texts."""

    allegation: Allegation
    readings: tuple[Reading, ...]
