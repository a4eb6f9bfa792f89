"""The words of a million names, and those among them that are spelled nearly alike."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from tocsin.names.overlap import same_word

Ids = NDArray[np.int32]

_GRAM = 3
# A misspelled word of six letters keeps two or three of its eight trigrams.
_SHARED_GRAMS_MIN = 0.3
# Words that share most trigrams are looked at one by one; the rest cannot be the word.
_SPELLINGS_TRIED = 40
SPELLINGS_MAX = 6
"""Spellings of one word that a lookup follows; more would only be chance."""

_NONE = np.zeros(0, np.int32)


class Postings:
    """Which documents hold which key, in two flat arrays.

    A million names hold three million words: lists of lists would take ten times the
    memory and the time.
    """

    def __init__(self, keys: Ids, documents: Ids, keys_count: int) -> None:
        """Sort pairs of key and document by key; documents come in rising order."""
        order = np.argsort(keys, kind="stable")
        self._documents = documents[order]
        self._starts = np.searchsorted(keys[order], np.arange(keys_count + 1))

    def __getitem__(self, key: int) -> Ids:
        """The documents of a key, in rising order."""
        return self._documents[self._starts[key] : self._starts[key + 1]]

    @property
    def counts(self) -> NDArray[np.int64]:
        """How many documents each key has."""
        counts: NDArray[np.int64] = np.diff(self._starts)
        return counts


class Vocabulary:
    """Words with a number each, and an index of their trigrams."""

    def __init__(self, words: Iterable[str]) -> None:
        """Number the words in their order."""
        self.words = tuple(words)
        self.ids = {word: number for number, word in enumerate(self.words)}
        self._grams: dict[str, int] = {}
        keys: list[int] = []
        owners: list[int] = []
        for number, word in enumerate(self.words):
            for gram in sorted(_grams(word)):
                keys.append(self._grams.setdefault(gram, len(self._grams)))
                owners.append(number)
        self._owners = Postings(
            np.array(keys, np.int32), np.array(owners, np.int32), len(self._grams)
        )

    def spellings(self, word: str) -> Iterator[int]:
        """The numbers of words that are spellings of this one, nearest first."""
        known = [self._grams[gram] for gram in _grams(word) if gram in self._grams]
        if not known:
            return
        owners = np.concatenate([self._owners[gram] for gram in known])
        counts = np.bincount(owners, minlength=len(self.words))
        found = np.flatnonzero(counts >= _SHARED_GRAMS_MIN * len(_grams(word)))
        near = found[np.argsort(-counts[found], kind="stable")[:_SPELLINGS_TRIED]]
        same = [int(n) for n in near if same_word(word, self.words[n])]
        same.sort(key=lambda n: -Indel.normalized_similarity(word, self.words[n]))
        yield from same[:SPELLINGS_MAX]


def _grams(word: str) -> set[str]:
    padded = f"^{word}$"
    return {padded[i : i + _GRAM] for i in range(len(padded) - _GRAM + 1)}


def no_documents() -> Ids:
    """An empty array of numbers."""
    return _NONE
