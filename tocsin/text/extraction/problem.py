"""Why a file gives no text."""

import zlib
from struct import error as StructError  # noqa: N812 - a class with a lower-case name

BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    # What lxml raises for XML that is none.
    SyntaxError,
    StructError,
    TypeError,
    ValueError,
    zlib.error,
)
"""What parsers raise at a file that is not what they expect, beside errors of their
own. Found with tests/hostile: files with some bytes changed."""


class Unreadable(Exception):
    """A file that its reader cannot read.

    Args:
        problem: a stable code: encrypted, damaged, too_large_inside, too_many_pages,
            attachment_unread.
    """

    def __init__(self, problem: str) -> None:
        """Keep the code; nothing of the file."""
        super().__init__(problem)
        self.problem = problem
