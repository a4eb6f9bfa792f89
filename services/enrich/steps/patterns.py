"""Patterns over term sets: which sets follow one another, how far apart.

The language, one pattern a line:

    {document} ... {take}      a set, at most 7 words, another set
    {not} .. paid              `..` stands for at most 3 words
    {passport} & {held}        both, in either order, at most 7 words apart
    owed|owes wages            plain words; `no_one` is a term of two words

A pattern matches inside one sentence. Matching keeps, for each element, only the
partial match that ends last, which is the only one a later element can need: time
grows with the number of hits, and no text can make it go back.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from services.enrich.steps.lexicon import Hits, Lexicon, Place

GAPS = {"..": 3, "...": 7}
# A pattern that matches again and again in one sentence says nothing new.
MATCHES_MAX = 4


@dataclass(frozen=True, slots=True)
class Pattern:
    """Set ids, each with the most words that may stand before it.

    `sets` holds the sets that it needs, a bit each.
    """

    label: str
    kind: str
    elements: tuple[tuple[int, int], ...]
    sets: int


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern found; `held` are the words that the pattern itself covers."""

    label: str
    kind: str
    place: Place
    held: tuple[Place, ...]


def expand(line: str) -> list[str]:
    """A line with `&` as its two orders, any other line as it is.

    Raises:
        ValueError: more than one `&`.
    """
    sides = [side.strip() for side in line.split("&")]
    if len(sides) == 1:
        return sides
    if len(sides) > 2:  # noqa: PLR2004 - two sides of one sign
        raise ValueError(f"more than one & in {line!r}")
    return [f"{sides[0]} ... {sides[1]}", f"{sides[1]} ... {sides[0]}"]


def inline_sets(
    lines: Iterable[str], named: Mapping[str, Iterable[str]]
) -> dict[str, list[str]]:
    """A set for each element of the lines that is more than a named set.

    Raises:
        KeyError: an element names a set that is not among `named`.
    """
    sets: dict[str, list[str]] = {}
    for line in lines:
        for part in line.split():
            if part != "&" and part not in GAPS and not _is_named(part):
                sets[f"inline:{part}"] = [
                    term
                    for choice in part.split("|")
                    for term in _choice_terms(choice, named)
                ]
    return sets


def _is_named(part: str) -> bool:
    return part.startswith("{") and part.endswith("}") and "|" not in part


def _choice_terms(choice: str, named: Mapping[str, Iterable[str]]) -> Iterable[str]:
    if _is_named(choice):
        return named[choice[1:-1]]
    return [choice.replace("_", " ")]


class PatternBook:
    """All patterns of one language, found by the rarest set that each needs."""

    def __init__(
        self, lines: Mapping[tuple[str, str], Iterable[str]], lexicon: Lexicon
    ) -> None:
        rarity = _commonness(lexicon)
        self._by_term: dict[int, list[tuple[int, Pattern]]] = {}
        for (label, kind), group in lines.items():
            for order in (order for line in group for order in expand(line)):
                pattern = _compile(label, kind, order, lexicon)
                needs = {set_id for set_id, _ in pattern.elements}
                anchor = min(needs, key=lambda set_id: (rarity[set_id], set_id))
                for term in lexicon.members[anchor]:
                    self._by_term.setdefault(term, []).append((pattern.sets, pattern))

    def find(self, hits: Hits) -> Iterator[Match]:
        """Every pattern whose sets are there in the right order and distance."""
        seen: set[int] = set()
        here = hits.sets
        for term in hits.terms:
            for sets, pattern in self._by_term.get(term, ()):
                if sets & here == sets and id(pattern) not in seen:
                    seen.add(id(pattern))
                    yield from _matches(pattern, hits)


def _commonness(lexicon: Lexicon) -> list[int]:
    """How often to expect each set: a term that many sets hold is an everyday word."""
    uses: dict[int, int] = {}
    for members in lexicon.members:
        for term in members:
            uses[term] = uses.get(term, 0) + 1
    return [sum(uses[term] ** 2 for term in members) for members in lexicon.members]


def _compile(label: str, kind: str, line: str, lexicon: Lexicon) -> Pattern:
    elements = []
    gap = 0
    for part in line.split():
        if part in GAPS:
            gap = GAPS[part]
            continue
        name = part[1:-1] if _is_named(part) else f"inline:{part}"
        elements.append((lexicon.ids[name], gap))
        gap = 0
    sets = 0
    for set_id, _ in elements:
        sets |= 1 << set_id
    return Pattern(label, kind, tuple(elements), sets)


def _matches(pattern: Pattern, hits: Hits) -> Iterator[Match]:
    first, _ = pattern.elements[0]
    partials: list[tuple[Place, ...]] = [(place,) for place in hits.places(first)]
    for set_id, gap in pattern.elements[1:]:
        partials = _extended(partials, hits.places(set_id), gap)
    for held in partials[:MATCHES_MAX]:
        yield Match(pattern.label, pattern.kind, (held[0][0], held[-1][1]), held)


def _extended(
    partials: list[tuple[Place, ...]], places: list[Place], gap: int
) -> list[tuple[Place, ...]]:
    """Each place joined to the partial match that ends last before it."""
    partials.sort(key=lambda held: held[-1][1])
    extended = []
    upto = 0
    for place in places:
        while upto < len(partials) and partials[upto][-1][1] <= place[0]:
            upto += 1
        if upto and place[0] - partials[upto - 1][-1][1] <= gap:
            extended.append((*partials[upto - 1], place))
    return extended
