"""Words of a text with their capitals, and chains of them that may be names."""

from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from services.enrich.reading import Entity, Reading
from tocsin.text.folding import Word
from tocsin.text.tables import rows

# No organization's name is longer; a longer chain is a headline.
_CHAIN_WORDS_MAX = 14
_YEAR_DIGITS = 4
_TIGHT_GAPS = frozenset(
    {" ", "\u00a0", "-", "'", "\u2019", ".", ". ", "/", "&", " & ", "\n"}
)


def _capital_stops() -> frozenset[str]:
    return frozenset(
        word
        for kind, cell in rows("name_stops.tsv")
        if kind == "stop"
        for word in cell.split()
    )


STOPS = _capital_stops()
"""Words that begin sentences and never names: the, in, according, ..."""


@dataclass(frozen=True)
class Words:
    """The words of a text, by number."""

    reading: Reading

    @cached_property
    def all(self) -> tuple[Word, ...]:
        """Every word in order."""
        return self.reading.words

    @cached_property
    def small(self) -> frozenset[str]:
        """Folded words that the text also writes with a small letter."""
        text = self.reading.text
        return frozenset(w.folded for w in self.all if text[w.start].islower())

    @cached_property
    def capitals(self) -> tuple[bool, ...]:
        """Of each word, whether it begins with a capital or a digit."""
        text = self.reading.text
        firsts = [text[word.start] for word in self.all]
        return tuple([c.isupper() or c.isdigit() for c in firsts])

    def is_capital(self, i: int) -> bool:
        """Whether a word begins with a capital or a digit."""
        return self.capitals[i]

    def original(self, i: int) -> str:
        """A word as written."""
        word = self.all[i]
        return self.reading.text[word.start : word.end]

    def gap(self, i: int) -> str:
        """What stands between word i - 1 and word i."""
        return self.reading.text[self.all[i - 1].end : self.all[i].start]

    def is_tight(self, i: int) -> bool:
        """Whether word i goes on from word i - 1 within one name."""
        gap = self.gap(i)
        if gap == ". ":
            before = self.all[i - 1]
            # An initial or an abbreviation, not the end of a sentence.
            return before.end - before.start <= 2  # noqa: PLR2004 - two letters: S., Co.
        return gap in _TIGHT_GAPS

    def entity_at(self, position: int) -> Entity | None:
        """The model's entity that holds a position."""
        entities = self.reading.entities
        i = bisect_right(entities, position, key=attrgetter("start")) - 1
        return entities[i] if i >= 0 and position < entities[i].end else None

    def chain_end(self, start: int, connectors: Collection[str]) -> int:
        """One past the last word of the name that begins at a word.

        Small words go on only when they connect: at most three before a capital.
        """
        end = i = start + 1
        while i < len(self.all) and i - start < _CHAIN_WORDS_MAX and self.is_tight(i):
            if self._continues(i, end):
                end = i + 1
            elif self.all[i].folded not in connectors or i - end >= 3:  # noqa: PLR2004
                break
            i += 1
        return end

    def _continues(self, i: int, end: int) -> bool:
        """A capital, or a number right behind one: School No. 18, never `in 2022`."""
        if self.original(i)[0].isdigit():
            return i == end and len(self.original(i)) < _YEAR_DIGITS
        return self.is_capital(i) and self.all[i].folded not in STOPS

    def chain_start(self, end: int, connectors: Collection[str] = ()) -> int:
        """The first word of the run of capitals that ends before a word number."""
        start = i = end - 1
        while i > 0 and end - i < _CHAIN_WORDS_MAX and self.is_tight(i):
            i -= 1
            if self.is_capital(i) and (
                self.all[i].folded not in STOPS or self._is_initial(i)
            ):
                start = i
            elif self.all[i].folded not in connectors or start - i >= 3:  # noqa: PLR2004
                break
        return start

    def _is_initial(self, i: int) -> bool:
        """A letter of initials that reads as a small word: the A of R.E.A.L."""
        return len(self.original(i)) == 1 and self.gap(i) == self.gap(i + 1) == "."

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The code points of words start to end - 1."""
        return self.all[start].start, self.all[end - 1].end
