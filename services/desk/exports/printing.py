"""Texts as paper takes them.

Places where a line may break are put into what has none: it would leave the paper.
Characters that turn the direction of writing are told by their codes.
"""

import re
from typing import Any

from tocsin.turning import coded

RUN_CHARS_MAX = 40
"""A line of the narrowest column holds a little more; words are shorter."""

_ZERO_WIDTH_SPACE = "\u200b"
# Scripts without blanks between words have places to break of their own.
_RUN = re.compile(rf"[!-~\u00a1-\u024f]{{{RUN_CHARS_MAX}}}")
_KEPT = frozenset({"sha256", "case_id"})


def printable(value: Any) -> Any:  # noqa: ANN401 - JSON
    """The same value, with texts that can be printed.

    Hashes are left as they are: they fit, and people copy them.
    """
    match value:
        case str():
            return _RUN.sub(lambda run: run[0] + _ZERO_WIDTH_SPACE, coded(value))
        case dict():
            return {
                name: inner if name in _KEPT else printable(inner)
                for name, inner in value.items()
            }
        case list():
            return [printable(inner) for inner in value]
        case _:
            return value
