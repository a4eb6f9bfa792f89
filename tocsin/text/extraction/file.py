"""A file to read and what it held. Light, for processes that never open one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileToRead:
    """A file and the type its sender gave it."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a file holds.

    Attributes:
        truncated: there was more than `schemas.values.TEXT_CHARS_MAX`.
        problem: why there is no text, for instance `encrypted`, or not all of it;
            None when there is.
    """

    text: str = ""
    truncated: bool = False
    problem: str | None = None
