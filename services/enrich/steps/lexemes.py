"""Texts cut into spaCy's tokens, each kind of token embedded once.

spaCy's tokenizer works on runs between white space, and what the model first makes of
a token depends on its letters alone. So each distinct run is tokenized once, each kind
of token is embedded once, and both are remembered across texts. (spaCy's own cache is
off in a memory zone, and without one its vocabulary grows for ever.)
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# The words of some thousand reports; with the vectors of their tokens 30 MB. When they
# are too many all are forgotten: that costs less than to keep track of their use.
_RUNS_MAX = 32_768
# spaCy tokenizes at most a million characters at once.
_LEARNED_CHARS_AT_ONCE = 100_000
_SPACES = re.compile(r"(\s+)")

Run = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]
"""The tokens of a run: the number of each one's kind, its start and end in the run."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of some texts, one row a token.

    Attributes:
        kinds: the number of each token's kind.
        starts: first code point in its text.
        ends: one past the last.
        blank: white space.
        lengths: of each text, how many tokens it has.
    """

    kinds: Ints
    starts: Ints
    ends: Ints
    blank: NDArray[np.bool_]
    lengths: Ints


class Lexemes:
    """Tokenizes texts and knows the vector of every kind of token.

    Args:
        nlp: whose tokenizer counts.
        columns: the attributes that tell kinds of tokens apart for the model.
        embed: rows of those attributes in, vectors out.
        width: of a vector.
    """

    def __init__(
        self,
        nlp: Language,
        columns: Sequence[str],
        embed: Callable[[NDArray[np.uint64]], Floats],
        width: int,
    ) -> None:
        self._nlp = nlp
        self._columns: list[int | str] = [*columns, "IS_SPACE", "IDX", "LENGTH"]
        self._embed = embed
        self._width = width
        self._forget()

    def _forget(self) -> None:
        self._runs: dict[str, Run] = {}
        # Kind 0 is what stands between two texts.
        self._kinds: dict[bytes, int] = {b"": 0}
        self._blank = np.zeros(1, dtype=bool)
        self._vectors: Floats = np.zeros((1, self._width), dtype=np.float32)

    def vectors(self, kinds: Ints) -> Floats:
        """The vector of each token, by its kind; 0 is the vector of padding."""
        found: Floats = self._vectors[kinds]
        return found

    def tokens(self, texts: Sequence[str]) -> Tokens:
        """The tokens of texts, as spaCy's tokenizer cuts them."""
        if len(self._runs) > _RUNS_MAX:
            self._forget()
        cut = [list(_runs(text)) for text in texts]
        self._learn({run: None for runs in cut for _, run in runs})
        known = self._runs
        found = [[known[run] for _, run in runs] for runs in cut]
        every = list(chain(*found))
        kinds, starts, ends = (
            _ints(chain.from_iterable(map(itemgetter(i), every))) for i in range(3)
        )
        counts = _ints(len(run[0]) for run in every)
        at = np.repeat(_ints(at for runs in cut for at, _ in runs), counts)
        return Tokens(
            kinds=kinds,
            starts=starts + at,
            ends=ends + at,
            blank=self._blank[kinds],
            lengths=_ints(sum(len(run[0]) for run in runs) for runs in found),
        )

    def _learn(self, runs: Iterable[str]) -> None:
        """Tokenize the runs that are new."""
        new = [run for run in runs if run not in self._runs]
        for group in _groups([run for run in new if not run[0].isspace()]):
            self._learn_group(group)
        for run in new:
            if run[0].isspace():
                self._learn_group([run])

    def _learn_group(self, runs: Sequence[str]) -> None:
        """Tokenize runs as one text: what stands between two line ends is cut alone."""
        with self._nlp.memory_zone():
            doc = self._nlp.make_doc("\n".join(runs))
            rows = np.asarray(doc.to_array(self._columns), dtype=np.uint64)
        kinds = self._numbered(rows[:, :-2])
        starts = rows[:, -2].astype(np.int64)
        ends = starts + rows[:, -1].astype(np.int64)
        lengths = _ints(map(len, runs))
        offsets = np.cumsum(lengths + 1) - lengths - 1
        firsts = np.searchsorted(starts, offsets).tolist()
        lasts = np.searchsorted(starts, offsets + lengths).tolist()
        for run, offset, first, last in zip(runs, offsets, firsts, lasts, strict=True):
            self._runs[run] = (
                tuple(kinds[first:last]),
                tuple((starts[first:last] - offset).tolist()),
                tuple((ends[first:last] - offset).tolist()),
            )

    def _numbered(self, rows: NDArray[np.uint64]) -> list[int]:
        """The number of each row's kind; new kinds are embedded."""
        numbers = []
        new = []
        for row in rows:
            key = row.tobytes()
            number = self._kinds.get(key)
            if number is None:
                number = self._kinds[key] = len(self._kinds)
                new.append(row)
            numbers.append(number)
        if new:
            fresh = np.stack(new)
            vectors = self._embed(np.ascontiguousarray(fresh[:, :-1]))
            self._vectors = np.concatenate([self._vectors, vectors])
            self._blank = np.concatenate([self._blank, fresh[:, -1].astype(bool)])
        return numbers


def _runs(text: str) -> Iterator[tuple[int, str]]:
    """Runs of letters and runs of white space, each with its place.

    A single space behind a word belongs to the word, as for spaCy.
    """
    parts = _SPACES.split(text)
    for at, part in zip(accumulate(map(len, parts), initial=0), parts, strict=False):
        if part[:1] == " " and at:
            if part != " ":
                yield at + 1, part[1:]
        elif part:
            yield at, part


def _groups(runs: Sequence[str]) -> Iterator[list[str]]:
    group: list[str] = []
    chars = 0
    for run in runs:
        if group and chars + len(run) > _LEARNED_CHARS_AT_ONCE:
            yield group
            group, chars = [], 0
        group.append(run)
        chars += len(run) + 1
    if group:
        yield group


def _ints(numbers: Iterable[int]) -> Ints:
    return np.fromiter(numbers, dtype=np.int64)
