"""Why a review has no effect."""

from collections.abc import Iterable
from typing import Literal

from tocsin.errors import TocsinError

RefusalCode = Literal[
    "no_case",
    "stale",
    "move_not_allowed",
    "merged",
    "not_merged",
    "same_case",
    "circle",
    "same_person",
    "not_proposed",
    "already_proposed",
    "nothing_to_undo",
    "full",
]


class ReviewRefused(TocsinError):
    """A review that must not be applied to a case as it stands.

    Args:
        code: stable, for programs and the history.
        message: for people; never text of the allegation.
        allowed: the statuses that may follow, where the move is what is wrong.
    """

    def __init__(
        self, code: RefusalCode, message: str, allowed: Iterable[str] = ()
    ) -> None:
        """Keep the code apart from the words."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.allowed = tuple(sorted(allowed))
