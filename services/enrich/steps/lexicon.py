"""Named sets of terms, found in one pass over the words of a text.

A term is one or more words. `passport*` stands for every word with that beginning;
a term without accents matches the text with and without them, a term that starts with
`=` must match letter by letter. The name `number` is also given to every word of
digits.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from services.enrich.steps.words import WORD_CHARS_MAX, Words, cut, fold, lower

# More distinct words than a language uses often; the least used are forgotten first.
LOOK_UPS_KEPT = 16_384

Place = tuple[int, int]
"""First word and the word after the last."""


Longer = dict[int, list[tuple[tuple[int, ...], int]]]
"""Second atom of a longer term -> the atoms after it, and the term."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a word can be: whole terms, and first words of longer terms."""

    terms: tuple[int, ...]
    atoms: frozenset[int]
    longer: Longer


class Hits:
    """The terms of one passage, and through them the sets that are there."""

    __slots__ = ("_members", "_places", "sets", "terms")

    def __init__(
        self, terms: dict[int, list[Place]], members: list[frozenset[int]], sets: int
    ) -> None:
        self.terms = terms
        self.sets = sets
        """The sets that are there, a bit each: one operation compares them all."""
        self._members = members
        self._places: dict[int, list[Place]] = {}

    def places(self, set_id: int) -> list[Place]:
        """Every place of the set's terms, in order of the first word."""
        places = self._places.get(set_id)
        if places is None:
            members = self._members[set_id]
            found = [at for term, at in self.terms.items() if term in members]
            places = found[0] if len(found) == 1 else sorted(set(chain(*found)))
            self._places[set_id] = places
        return places


class Lexicon:
    """Compiled term sets of one language. Immutable once built.

    Raises:
        ValueError: a term without a word, or with too long a one.
    """

    def __init__(self, sets: Mapping[str, Iterable[str]]) -> None:
        self.ids = {name: number for number, name in enumerate(sets)}
        self._atoms: dict[str, int] = {}
        self._terms: dict[tuple[int, ...], int] = {}
        self.members = [
            frozenset(self._term(term) for term in terms) for terms in sets.values()
        ]
        self._number: int | None = None
        if "number" in self.ids:
            self._number = len(self._terms)
            self.members[self.ids["number"]] |= {self._number}
        self._single: dict[int, int] = {}
        self._longer: dict[int, Longer] = {}
        for atoms, term in self._terms.items():
            if len(atoms) == 1:
                self._single[atoms[0]] = term
            else:
                seconds = self._longer.setdefault(atoms[0], {})
                seconds.setdefault(atoms[1], []).append((atoms[2:], term))
        self._bits = [0] * (len(self._terms) + 1)
        for number, terms in enumerate(self.members):
            for term in terms:
                self._bits[term] |= 1 << number
        stems = {len(a) - 1 for a in self._atoms if a.endswith("*")}
        self._stem_lengths = tuple(sorted(stems))
        self.look_up = lru_cache(LOOK_UPS_KEPT)(self._look_up)

    def _term(self, term: str) -> int:
        exact = term.startswith("=")
        atoms = tuple(
            self._atoms.setdefault(f"={w}" if exact else w, len(self._atoms))
            for w in term_words(term.removeprefix("="), exact=exact)
        )
        if not atoms:
            raise ValueError(f"term without a word: {term!r}")
        return self._terms.setdefault(atoms, len(self._terms))

    def _look_up(self, word: str) -> _Entry | None:
        folded = fold(word)
        keys = [folded, "=" + lower(word)]
        keys += [folded[:n] + "*" for n in self._stem_lengths if n <= len(folded)]
        atoms = [self._atoms[key] for key in keys if key in self._atoms]
        terms = [self._single[a] for a in atoms if a in self._single]
        if self._number is not None and folded.isdigit():
            terms.append(self._number)
        if not terms and not atoms:
            return None
        longer: Longer = {}
        for first in atoms:
            for second, rests in self._longer.get(first, {}).items():
                longer.setdefault(second, []).extend(rests)
        return _Entry(tuple(terms), frozenset(atoms), longer)

    def scan(self, words: Words, first: int, last: int) -> Hits:
        """Every term between two words; time grows with the number of words."""
        hits: dict[int, list[Place]] = {}
        entries = [self.look_up(word) for word in words.texts[first:last]]
        for at, entry in enumerate(entries):
            if entry is None:
                continue
            place = first + at
            here = place, place + 1
            for term in entry.terms:
                if term in hits:
                    hits[term].append(here)
                else:
                    hits[term] = [here]
            if entry.longer and at + 1 < len(entries):
                after = entries[at + 1]
                if after is None or after.atoms.isdisjoint(entry.longer):
                    continue
                for term, count in _longer(entries, at, entry.longer, after.atoms):
                    hits.setdefault(term, []).append((place, place + count))
        sets = 0
        for term in hits:
            sets |= self._bits[term]
        return Hits(hits, self.members, sets)


def _longer(
    entries: list[_Entry | None], at: int, longer: Longer, seconds: frozenset[int]
) -> Iterator[tuple[int, int]]:
    """The longer terms that start at a word, with the number of their words."""
    for second in seconds:
        for rest, term in longer.get(second, ()):
            if not rest or _follows(entries, at + 2, rest):
                yield term, 2 + len(rest)


def _follows(entries: list[_Entry | None], at: int, rest: tuple[int, ...]) -> bool:
    """Whether the words from `at` on are the rest of a term."""
    if at + len(rest) > len(entries):
        return False
    for entry, atom in zip(entries[at : at + len(rest)], rest, strict=True):
        if entry is None or atom not in entry.atoms:
            return False
    return True


def term_words(term: str, *, exact: bool = False) -> list[str]:
    """The words of a term as keys: folded (or only lower), the star kept.

    Raises:
        ValueError: a word is longer than any word that is looked up.
    """
    keys = []
    for part in term.split():
        star = part.endswith("*")
        bare = part.removesuffix("*")
        # Most parts are one plain word, and there are some 30,000 of them to load.
        is_word = bare.isascii() and bare.isalnum()
        pieces = (bare,) if is_word else cut(bare).texts
        keys += [lower(piece) if exact else fold(piece) for piece in pieces]
        if star and keys:
            keys[-1] += "*"
    if "" in keys:
        raise ValueError(f"a word of over {WORD_CHARS_MAX} characters: {term!r}")
    return keys
