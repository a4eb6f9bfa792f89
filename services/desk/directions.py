"""Characters that turn the direction of writing, shown instead of obeyed.

Strangers can write them into a report (U+202A to U+202E, U+2066 to U+2069; Unicode
Standard Annex 9, "Directional Formatting Characters"). The words behind one would then
stand on a page in another order than in the text that was searched and judged. Letters
of right-to-left scripts need none of them, and marks (U+200E, U+200F) turn nothing.
"""

import re

from markupsafe import Markup

_TURNING = re.compile("([\u202a-\u202e\u2066-\u2069])")
_SHOWN = Markup('<bdi class="turn" data-code="{}">{}</bdi>')


def turns(text: str) -> bool:
    """Whether a text has such characters."""
    return _TURNING.search(text) is not None


def visible(text: str) -> Markup:
    """A text as HTML: each of them with its code before it, and shut in.

    What is selected and copied is the text as it was: desk.css writes the code.
    """
    # Split at one group: every second part is what the group held.
    parts = _TURNING.split(text)
    return Markup("").join(
        _SHOWN.format(_code(part), part) if number % 2 else part
        for number, part in enumerate(parts)
    )


def coded(text: str) -> str:
    """A text with the codes instead, for what takes no HTML."""
    return _TURNING.sub(lambda found: f"[{_code(found[0])}]", text)


def _code(char: str) -> str:
    return f"U+{ord(char):04X}"
