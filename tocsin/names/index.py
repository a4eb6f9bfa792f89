"""Names among a million: candidates by rare words, then word by word.

A name shares "garment" with fifty thousand others and "hirdaramani" with three, so
candidates come from the rarest words of the query; the common ones only rank them.
"""

from array import array
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tocsin.names.normal import name_tokens
from tocsin.names.overlap import Overlap, compare, is_distinctive
from tocsin.names.vocabulary import Ids, Postings, Vocabulary, no_documents

# The rarest words of a query are followed until so many names are gathered; a common
# word that would bring more than the larger number is only followed when it is alone.
# Ranking 10,000 names takes about a millisecond on one core.
_CANDIDATES_ENOUGH = 5_000
_CANDIDATES_MAX = 20_000
# Candidates that are compared word by word, at some 30 microseconds each.
_COMPARED = 50
# Below this two names share a word or two by chance.
SCORE_MIN = 0.3
# A word that weighs less is one that many names have: alone it is no match.
_RARE_WEIGHT = 0.6
_SPELLED_WEIGHT_MIN = 0.35  # spellings of "garment" find no more than "garment" does
_PART_CHARS_MIN = 3

Floats = NDArray[np.float32]


class NameIndex:
    """An index of names; a name's id is its place in the order given."""

    def __init__(self, names: Iterable[str]) -> None:
        """Index the names: some 20 seconds and 0.4 GB for a million."""
        ids: dict[str, int] = {}
        words, owners = array("i"), array("i")
        starts = array("q", [0])
        for number, name in enumerate(names):
            for word in name_tokens(name):
                words.append(ids.setdefault(word, len(ids)))
                owners.append(number)
            starts.append(len(words))
        self._words = np.frombuffer(words, np.int32) if words else no_documents()
        self._starts = np.frombuffer(starts, np.int64)
        self._count = len(starts) - 1
        self._vocabulary = Vocabulary(ids)
        documents = np.frombuffer(owners, np.int32) if owners else no_documents()
        self._postings = Postings(self._words, documents, len(ids))
        self._weights = _rarity(self._postings.counts, self._count)
        self._totals = self._sum_weights()

    def __len__(self) -> int:
        """How many names it holds."""
        return self._count

    def lookup(self, name: str, limit: int = 10) -> list[tuple[int, float]]:
        """Ids and scores (SCORE_MIN to 1) of the names nearest to this one, best first.

        The score is the Dice coefficient of the words, each weighed by its rarity in
        this index. Names that share one common word only are left out.
        """
        tokens = name_tokens(name)
        ways = self._ways(tokens)
        found = self._compared(tokens, self._candidates(ways))
        found.sort(key=lambda item: (-item[1], item[0]))
        return found[:limit]

    def weight(self, word: str) -> float:
        """The rarity of a word among the names: 1 for an unknown, 0 for everyone's."""
        number = self._vocabulary.ids.get(word)
        return 1.0 if number is None else float(self._weights[number])

    def _sum_weights(self) -> Floats:
        sums = np.zeros(self._count, np.float32)
        owners = np.repeat(np.arange(self._count), np.diff(self._starts))
        np.add.at(sums, owners, self._weights[self._words])
        return sums

    def _ways(self, tokens: tuple[str, ...]) -> list[int]:
        """The words of the index that a query may mean, rarest first.

        Its own words, spellings of them, two of them run together, and one of them
        taken apart.
        """
        ids = self._vocabulary.ids
        ways = {ids[token] for token in tokens if token in ids}
        pairs = (a + b for a, b in pairwise(tokens))
        ways.update(ids[pair] for pair in pairs if pair in ids)
        for token in tokens:
            if self.weight(token) >= _SPELLED_WEIGHT_MIN:
                ways.update(self._vocabulary.spellings(token))
                ways.update(self._parts(token))
        return sorted(ways, key=lambda number: -self._weights[number])

    def _parts(self, token: str) -> Iterable[int]:
        ids = self._vocabulary.ids
        for cut in range(_PART_CHARS_MIN, len(token) - _PART_CHARS_MIN + 1):
            left, right = ids.get(token[:cut]), ids.get(token[cut:])
            if left is not None and right is not None:
                yield from (left, right)

    def _candidates(self, ways: list[int]) -> Ids:
        """The names that share most weight with the query, at most _COMPARED."""
        gathered: list[Ids] = []
        size = 0
        for number in ways:
            documents = self._postings[number]
            much = size + len(documents) > _CANDIDATES_MAX
            if gathered and (much or size >= _CANDIDATES_ENOUGH):
                break
            gathered.append(documents)
            size += len(documents)
        if not gathered:
            return no_documents()
        found = _distinct(np.concatenate(gathered))
        shared = np.zeros(len(found), np.float32)
        for number in ways:
            shared += self._weights[number] * _holds(self._postings[number], found)
        rank = shared / (self._totals[found] + shared.max())
        if len(found) > _COMPARED:
            best = np.argpartition(-rank, _COMPARED)[:_COMPARED]
            found = found[best]
        return found

    def _compared(
        self, tokens: tuple[str, ...], candidates: Ids
    ) -> list[tuple[int, float]]:
        found: list[tuple[int, float]] = []
        for number in map(int, candidates):
            overlap = compare(tokens, self._tokens(number), self.weight)
            if overlap.score >= SCORE_MIN and self._says_enough(overlap):
                found.append((number, round(overlap.score, 4)))
        return found

    def _says_enough(self, overlap: Overlap) -> bool:
        """Whether more is shared than one common word of longer names."""
        if len(overlap.shared) > 1 or not (overlap.only_a or overlap.only_b):
            return True
        return all(
            is_distinctive(word) and self.weight(word) >= _RARE_WEIGHT
            for word in overlap.shared
        )

    def _tokens(self, number: int) -> tuple[str, ...]:
        words = self._words[self._starts[number] : self._starts[number + 1]]
        return tuple(self._vocabulary.words[word] for word in words)


def _rarity(counts: NDArray[np.int64], names: int) -> Floats:
    """1 for a word of one name, falling with the logarithm of its names, to 0.02."""
    if not names:
        return np.zeros(0, np.float32)
    share = np.log((names + 1) / np.maximum(counts, 1)) / np.log(names + 1)
    weights: Floats = np.maximum(share, 0.02).astype(np.float32)
    return weights


def _distinct(documents: Ids) -> Ids:
    """Each document once, in rising order; quicker here than numpy's hashing."""
    documents.sort()
    first = np.ones(len(documents), np.bool_)
    first[1:] = documents[1:] != documents[:-1]
    return documents[first]


def _holds(documents: Ids, candidates: Ids) -> NDArray[np.bool_]:
    """Which candidates are among the documents; both in rising order."""
    places = np.searchsorted(documents, candidates)
    places[places == len(documents)] = 0
    held: NDArray[np.bool_] = documents[places] == candidates
    return held
