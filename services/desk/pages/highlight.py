"""Cuts a text at the borders of what was found in it. Pure; knows no HTML.

Offsets count Unicode code points, as those of findings do, so that nothing shifts on
the way through a browser.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a text, half open, and what stands there."""

    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text that has the same spans from its start to its end.

    Attributes:
        text: never empty.
        keys: of the spans that cover it, in the order given.
        opens: of them, those that start here: where a link to a span lands.
    """

    text: str
    keys: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()


def pieces(text: str, spans: Iterable[Span]) -> list[Piece]:
    """The text in pieces; joined, they are the text again.

    Spans may overlap. What lies outside of the text is cut off, and a span that covers
    nothing of it is left out.
    """
    starting: dict[int, list[int]] = {}
    ending: dict[int, list[int]] = {}
    kept: list[Span] = []
    for span in spans:
        start, end = max(span.start, 0), min(span.end, len(text))
        if start < end:
            starting.setdefault(start, []).append(len(kept))
            ending.setdefault(end, []).append(len(kept))
            kept.append(span)
    borders = sorted({0, len(text), *starting, *ending})
    found: list[Piece] = []
    covering: set[int] = set()
    for start, end in pairwise(borders):
        covering.difference_update(ending.get(start, ()))
        opened = starting.get(start, ())
        covering.update(opened)
        keys = tuple(kept[number].key for number in sorted(covering))
        opens = tuple(kept[number].key for number in opened)
        found.append(Piece(text[start:end], keys, opens))
    return found


def cut_at(text: str, chars_max: int) -> int:
    """Where to end a text that is too long: between words where there are any."""
    if len(text) <= chars_max:
        return len(text)
    blank = max(text.rfind(mark, 0, chars_max) for mark in (" ", "\n"))
    return blank if blank > chars_max // 2 else chars_max
