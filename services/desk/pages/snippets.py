"""The snippets of a hit, with the words found apart from those around them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

_FOUND = re.compile("«([^«»]+)»")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A snippet in parts: text, and whether it was looked for.

    Attributes:
        fragment: makes a browser scroll to the first word found (`#:~:text=`, URL
            Fragment Text Directives); others show the page from its start.
    """

    parts: tuple[tuple[str, bool], ...]
    fragment: str


def snippets(texts: Iterable[str]) -> list[Snippet]:
    """Snippets as `tocsin.search` gives them, the words found between « and »."""
    return [_snippet(text) for text in texts]


def _snippet(text: str) -> Snippet:
    # Split at one group: every second part is what the group held.
    parts = _FOUND.split(text)
    found = next(iter(parts[1::2]), "")
    fragment = f"#:~:text={quote(found, safe='').replace('-', '%2D')}" if found else ""
    told = ((part, number % 2 == 1) for number, part in enumerate(parts))
    return Snippet(tuple(row for row in told if row[0]), fragment)
