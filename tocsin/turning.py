"""Characters that turn the direction of writing.

Strangers can write them into a report (U+202A to U+202E, U+2066 to U+2069; Unicode
Standard Annex 9, "Directional Formatting Characters"). The words behind one would then
stand in another order than in the text that was searched and judged. Letters of
right-to-left scripts need none of them, and marks (U+200E, U+200F) turn nothing.
"""

import re

TURNING = re.compile("([\u202a-\u202e\u2066-\u2069])")


def coded(text: str) -> str:
    """A text with the codes instead, for what takes no HTML."""
    return TURNING.sub(lambda found: f"[{code(found[0])}]", text)


def code(char: str) -> str:
    """For instance U+202E."""
    return f"U+{ord(char):04X}"
