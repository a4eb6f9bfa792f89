"""spaCy's NER decoded for a whole batch at once with numpy.

spaCy walks token by token through a transition system (BILUO, greedy). Its scores of a
token outside any entity depend on that token alone, and inside an entity on that token
and the entity's first token: so all tokens are scored together, all entities grow in
step, and one scan puts them in order. Source of the rules: `ner.pyx` (which moves are
valid) and `parser_model.pyx` (which features a state has) of spaCy 3.8.
"""

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.enrich.reading import Entity
from services.enrich.steps.lexemes import Tokens

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# What spaCy's NER looks at: the next token, the entity's first and its last so far.
_FEATURES = 3


class EntityDecoder:
    """Decodes the entities of one NER component.

    Args:
        ner: a spaCy `EntityRecognizer` with a two-layer parser model of 3 features.

    Raises:
        ValueError: the component is built in another way.
    """

    def __init__(self, ner: Any) -> None:  # noqa: ANN401 - Cython, without types
        model = ner.model
        lower, upper = model.get_ref("lower"), model.get_ref("upper")
        if lower.get_dim("nF") != _FEATURES or not model.attrs["has_upper"]:
            raise ValueError("the NER model is not a two-layer parser of 3 features")
        self._lower = lower
        self._width = lower.get_dim("nO") * lower.get_dim("nP")
        self._pieces = lower.get_dim("nP")
        self._bias: Floats = lower.get_param("b").reshape(-1)
        self._upper_weights: Floats = upper.get_param("W")
        self._upper_bias: Floats = upper.get_param("b")
        names = [ner.moves.get_class_name(i) for i in range(ner.moves.n_moves)]
        self._set_moves(names, model.attrs["unseen_classes"])

    def _set_moves(self, names: Sequence[str], unseen: set[int]) -> None:
        usable = [i for i in range(len(names)) if i not in unseen]
        kinds = np.array([name[0] for name in names])
        self._labels = [name[2:] for name in names]
        self._outside = names.index("O")
        self._kinds = kinds
        named = np.array([bool(name[2:]) for name in names])
        allowed = np.zeros(len(names), dtype=bool)
        allowed[usable] = True
        self._begins = np.flatnonzero((kinds == "B") & named & allowed)
        self._units = np.flatnonzero((kinds == "U") & named & allowed)
        where = {name: i for i, name in enumerate(names)}
        self._inside = np.array([where.get(f"I-{n}", -1) for n in self._labels])
        self._last = np.array([where.get(f"L-{n}", -1) for n in self._labels])

    def entities(self, tokens: Tokens, vectors: Floats) -> list[tuple[Entity, ...]]:
        """The entities of each text, in order.

        Args:
            tokens: of all texts.
            vectors: what the layers below made of each token.
        """
        if not len(tokens.kinds):
            return [() for _ in tokens.lengths]
        hidden = self._lower.predict(vectors).reshape(-1, _FEATURES, self._width)
        final = _final(tokens)
        closed = self._closed_moves(hidden, tokens.blank, final)
        ends = self._grow(hidden, final, closed)
        return self._scan(tokens, closed, ends)

    def _scores(self, summed: Floats, columns: Ints | None = None) -> Floats:
        """Scores of the moves of states whose three features are summed up."""
        summed += self._bias
        pieces = summed.reshape(len(summed), -1, self._pieces)
        # Ten times as fast as .max(axis=2), which loops over pairs.
        hiddens = reduce(np.maximum, (pieces[:, :, i] for i in range(self._pieces)))
        weights, bias = self._upper_weights, self._upper_bias
        if columns is not None:
            weights, bias = weights[columns], bias[columns]
        scores: Floats = hiddens @ weights.T + bias
        return scores

    def _closed_moves(self, hidden: Floats, blank: Bools, final: Bools) -> Ints:
        """The best move of every token while no entity is open."""
        padding = hidden[0]
        scores = self._scores(hidden[1:, 0] + padding[1] + padding[2])
        best = np.full(len(scores), self._outside, dtype=np.int64)
        top = scores[:, self._outside].copy()
        for moves, barred in (
            (self._begins, blank | final),
            (self._units, blank),
        ):
            part = scores[:, moves]
            choice = part.argmax(axis=1)
            score = part[np.arange(len(part)), choice]
            # spaCy takes the first of equals, in the order of its moves.
            better = ~barred & (
                (score > top) | ((score == top) & (moves[choice] < best))
            )
            best[better] = moves[choice][better]
            top[better] = score[better]
        return best

    def _grow(self, hidden: Floats, final: Bools, closed: Ints) -> Ints:
        """The last token of the entity that each token would begin."""
        ends = np.arange(len(closed))
        starts = np.flatnonzero(self._kinds[closed] == "B")
        here = starts + 1
        while len(starts):
            summed = hidden[here + 1, 0] + hidden[starts + 1, 1] + hidden[here, 2]
            scores = self._scores(summed)
            rows, moves = np.arange(len(starts)), closed[starts]
            goes_on = scores[rows, self._inside[moves]]
            stops = scores[rows, self._last[moves]]
            tie = self._inside[moves] < self._last[moves]
            inside = (goes_on > stops) | ((goes_on == stops) & tie)
            inside &= ~final[here]
            ends[starts[~inside]] = here[~inside]
            starts, here = starts[inside], here[inside] + 1
        return ends

    def _scan(
        self, tokens: Tokens, closed: Ints, ends: Ints
    ) -> list[tuple[Entity, ...]]:
        """Entities by text: from left to right, none inside another."""
        found: list[list[Entity]] = [[] for _ in tokens.lengths]
        texts = np.repeat(np.arange(len(tokens.lengths)), tokens.lengths)
        free_from = 0
        for token in np.flatnonzero(closed != self._outside).tolist():
            if token < free_from:
                continue
            last = int(ends[token])
            free_from = last + 1
            entity = Entity(
                start=int(tokens.starts[token]),
                end=int(tokens.ends[last]),
                label=self._labels[closed[token]],
            )
            found[int(texts[token])].append(entity)
        return [tuple(entities) for entities in found]


def _final(tokens: Tokens) -> Bools:
    """Whether a token is the last of its text."""
    final = np.zeros(len(tokens.kinds), dtype=bool)
    final[np.cumsum(tokens.lengths)[tokens.lengths > 0] - 1] = True
    return final
