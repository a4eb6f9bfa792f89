"""Fit the weights of `tocsin.names.party` and say how well they do unseen.

The labelled pairs are not part of this repository:

    python -m benchmarks.fit_names \
        ../shared/data/eval/facility_match_pairs_osh.csv

Columns: label (match, distinct), name_a, address_a, country_a, name_b, address_b,
country_b. Pairs that share a record stay in one fold. The features were chosen while
looking at these pairs, so the cross-validated figure is a little kind.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from tocsin.names.party import THRESHOLD, Party, features, similarity

_RIDGE = 3.0  # chosen among 0.3, 1, 3 and 10 by the same cross-validation
_STEPS = 60  # Newton steps; it settles in ten
_FOLDS, _REPEATS = 10, 20

Floats = NDArray[np.float64]
Pair = tuple[bool, Party, Party]


def main(path: Path) -> None:
    """Print the fitted weights and the F1 figures."""
    pairs = list(read_pairs(path))
    truth = np.array([label for label, _, _ in pairs])
    sides = np.array([features(a, b) for _, a, b in pairs])
    weights = fit(sides, truth)
    print("intercept", round(float(weights[0]), 3))
    print("weights  ", [round(float(weight), 3) for weight in weights[1:]])
    fitted = f1(truth, predict(weights, sides) >= THRESHOLD)
    print(f"F1 in sample, fitted now      {fitted:.3f}")
    shipped = np.array([similarity(a, b) for _, a, b in pairs])
    print(f"F1 in sample, shipped weights {f1(truth, shipped >= THRESHOLD):.3f}")
    unseen = cross_validated(pairs, sides, truth)
    print(
        f"F1 cross-validated            {unseen.mean():.3f} "
        f"(sd {unseen.std():.3f} over {_REPEATS} splits in {_FOLDS} folds)"
    )
    plain = np.array([baseline(a, b) for _, a, b in pairs])
    best = max(f1(truth, plain >= cut) for cut in np.arange(0.3, 1.0, 0.01))
    print(f"F1 half name, half address by rapidfuzz, best threshold {best:.3f}")


def read_pairs(path: Path) -> Iterator[Pair]:
    """The labelled pairs of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            a, b = (
                Party(row[f"name_{s}"], row[f"address_{s}"], row[f"country_{s}"])
                for s in "ab"
            )
            yield row["label"] == "match", a, b


def baseline(a: Party, b: Party) -> float:
    """What a first attempt would do: rapidfuzz on the names and on the addresses."""
    address = fuzz.ratio(a.address or "", b.address or "")
    return (fuzz.ratio(a.name, b.name) + address) / 200


def fit(sides: Floats, truth: NDArray[np.bool_]) -> Floats:
    """Ridge logistic regression by Newton's method; the intercept comes first."""
    mean, spread = sides.mean(0), sides.std(0) + 1e-9
    table = np.c_[np.ones(len(sides)), (sides - mean) / spread]
    ridge = np.diag([1e-9] + [_RIDGE] * sides.shape[1])
    weights = np.zeros(table.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-table @ weights))
        gradient = table.T @ (chance - truth) + ridge @ weights
        curve = (table * (chance * (1 - chance))[:, None]).T @ table + ridge
        weights -= np.linalg.solve(curve, gradient)
    raw = weights[1:] / spread
    fitted: Floats = np.r_[weights[0] - raw @ mean, raw]
    return fitted


def predict(weights: Floats, sides: Floats) -> Floats:
    """The similarity of each pair under some weights."""
    chance: Floats = 1 / (1 + np.exp(-(weights[0] + sides @ weights[1:])))
    return chance


def cross_validated(
    pairs: list[Pair], sides: Floats, truth: NDArray[np.bool_]
) -> Floats:
    """F1 on folds that the fit has not seen, once for each repeat."""
    groups = _groups(pairs)
    figures = []
    for seed in range(_REPEATS):
        order = np.random.default_rng(seed).permutation(np.unique(groups))
        chance = np.zeros(len(truth))
        for fold in range(_FOLDS):
            held = np.isin(groups, order[fold::_FOLDS])
            weights = fit(sides[~held], truth[~held])
            chance[held] = predict(weights, sides[held])
        figures.append(f1(truth, chance >= THRESHOLD))
    return np.array(figures)


def f1(truth: NDArray[np.bool_], found: NDArray[np.bool_]) -> float:
    """Harmonic mean of precision and recall."""
    both = int((truth & found).sum())
    return 2 * both / int(truth.sum() + found.sum())


def _groups(pairs: list[Pair]) -> NDArray[np.int64]:
    """A number for each pair; pairs that share a record have the same."""
    groups = list(range(len(pairs)))
    first: dict[Party, int] = {}
    for number, (_, *records) in enumerate(pairs):
        for record in records:
            known = groups[first.setdefault(record, number)]
            old = groups[number]
            groups = [known if group == old else group for group in groups]
    return np.array(groups)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
