"""Words that tell what a country is to a text, with the points of each kind."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from tocsin.text.tables import rows

# Points of one mention. Chosen on texts of our own; see the tests' corpus.
FLAG, MAKING, LOCATIVE, COMPANY, PLAIN = 5.0, 2.0, 1.0, 0.5, 0.4
SEAT, AUTHORITY, PEOPLE, MARKET = 0.35, 0.3, 0.1, 0.05

# A word of several kinds counts as the first of these.
_KINDS = (
    "recruiting",
    "authority",
    "market",
    "people",
    "making",
    "labor",
    "company",
)


@cache
def cues() -> dict[str, frozenset[str]]:
    """Kind of cue -> folded words."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for kind, cell in rows("country_cues.tsv"):
        found[kind].update(cell.split())
    return {kind: frozenset(said) for kind, said in found.items()}


def nearest(near: Sequence[str], following: Sequence[str]) -> str:
    """The kind of the cue that stands nearest to the name."""
    ranked = [(float(i), word) for i, word in enumerate(reversed(near))]
    ranked += [(i + 1.5, word) for i, word in enumerate(following)]
    for _, word in sorted(ranked):
        if found := kind_of(word):
            return found
    return ""


@cache
def _kinds() -> dict[str, str]:
    return {word: kind for kind in reversed(_KINDS) for word in cues()[kind] if word}


def kind_of(word: str) -> str:
    """The kind of a folded word; empty for a word that is no cue."""
    return _kinds().get(word, "")
