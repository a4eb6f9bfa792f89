"""A file to make a copy of, and the copy. Light, for processes that never open one."""

from dataclasses import dataclass
from typing import Literal

Kept = Literal["cleaned", "as_it_is"]


@dataclass(frozen=True, slots=True)
class FileToClean:
    """A file and the type that intake found in its bytes."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A copy to hand out.

    Attributes:
        kept: `cleaned`, or `as_it_is` for plain text, which has no metadata.
        problem: why there is no copy, for instance `encrypted`; None when there is.
    """

    content: bytes = b""
    kept: Kept = "cleaned"
    problem: str | None = None
