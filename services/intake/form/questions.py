"""What a question of the form is, and a page of questions."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "line",
    "text",
    "lines",
    "choice",
    "choices",
    "select",
    "country",
    "language",
    "date",
    "number",
    "email",
    "phone",
    "hs_code",
    "file",
]

UNKNOWN = "unknown"
"""The answer `I do not know`."""


def msg(text: str) -> str:
    """Mark a text for translation; it is translated where it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to choose from."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question; `name` is that of the field in schemas.submission."""

    name: str
    kind: Kind
    label: str
    hint: str = ""
    options: tuple[Option, ...] = ()
    required: bool = False
    chars_max: int = 500
    rows: int = 4


@dataclass(frozen=True, slots=True)
class Items:
    """What a page collects more than one of.

    Attributes:
        name: of the field in schemas.submission.
        title: the question whose answer stands for an item in lists.
        new: heading of the fields for a new one.
        old: heading of the fields for one that is changed.
        more: the button that keeps it and asks for another.
        none: what the list says while it is empty.
    """

    name: str
    title: tuple[str, ...]
    new: str
    old: str
    more: str
    none: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page: a small group of questions under one heading."""

    number: int
    step: int
    heading: str
    intro: str
    questions: tuple[Question, ...]
    items: Items | None = None


YES_NO = (
    Option("yes", msg("Yes")),
    Option("no", msg("No")),
    Option(UNKNOWN, msg("I do not know")),
)
