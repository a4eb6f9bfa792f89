"""One entry of the UFLPA Entity List, taken apart.

DHS words other names in six ways, all in brackets behind the name: `and one alias: A`,
`and two aliases: A; and B`, `including one alias: A`, `including three aliases: A; B;
and C`, `also known as A; and B`, `formerly known as A`; two of them may share one pair
of brackets, and names hold brackets of their own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tocsin.lists.readers.published import plain

_WORDING = re.compile(
    r"\b(?:(?:and|including)\s+\w+\s+alias(?:es)?|(?P<also>also known as)|"
    r"(?P<former>formerly known as))\s*:?\s*",
    re.IGNORECASE,
)
_SUBSIDIARIES = re.compile(
    r",?\s+and\s+(?:its\s+)?(?:subordinate and affiliated entities|subsidiaries)\.?$",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"[A-Z]{3,8}")
# "Luna Co., Ltd. and Sol Trading" are two names; "Luna Iron and Steel" is one.
_TWO_NAMES = re.compile(r"(?<=Ltd\.|.Co\.|Inc\.|orp\.)\s+and\s+")
_TRAILING = re.compile(r"[\s;,]+(?:and)?[\s;,]*$", re.IGNORECASE)
_LEADING = re.compile(r"^(?:and\s+)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """The names of one entry; `subsidiaries`: those are listed with it."""

    name: str
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    subsidiaries: bool = False


def parse_entry(published: str) -> Entry:
    """Take the text of a table cell apart."""
    text = plain(published)
    aliases: list[str] = []
    former: list[str] = []
    for start, end in reversed(list(_brackets(text))):
        inside = text[start + 1 : end]
        if _WORDING.match(inside):
            also, formerly = _other_names(inside)
            aliases[:0], former[:0] = also, formerly
        elif _ABBREVIATION.fullmatch(inside):
            aliases.insert(0, inside)
        else:
            continue
        text = plain(f"{text[:start]} {text[end + 1 :]}")
    name = _SUBSIDIARIES.sub("", text)
    return Entry(
        name=name.replace(" ,", ","),
        aliases=tuple(dict.fromkeys(aliases)),
        former_names=tuple(dict.fromkeys(former)),
        subsidiaries=name != text,
    )


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """The outermost pairs of brackets; one that never closes is no pair."""
    depth, start = 0, 0
    for place, char in enumerate(text):
        if char == "(":
            start = start if depth else place
            depth += 1
        elif char == ")" and depth:
            depth -= 1
            if not depth:
                yield start, place


def _other_names(inside: str) -> tuple[list[str], list[str]]:
    """Aliases and former names of one pair of brackets."""
    aliases: list[str] = []
    former: list[str] = []
    wordings = list(_WORDING.finditer(inside))
    ends = [wording.start() for wording in wordings[1:]] + [len(inside)]
    for wording, end in zip(wordings, ends, strict=True):
        names = list(_names(inside[wording.end() : end]))
        (former if wording["former"] else aliases).extend(names)
    return aliases, former


def _names(part: str) -> Iterator[str]:
    for name in _TRAILING.sub("", part).split(";"):
        for single in _TWO_NAMES.split(name):
            cleaned = _LEADING.sub("", single.strip(" ,"))
            if cleaned:
                yield cleaned
