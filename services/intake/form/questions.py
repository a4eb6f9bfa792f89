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
"""The value of the answer `I do not know`."""


def msg(text: str) -> str:
    """Mark a text for translation; it is translated where it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to choose from."""

    value: str
    label: str
    hint: str = ""


def options(**labels: str) -> tuple[Option, ...]:
    """Answers to choose from: value -> label."""
    return tuple(Option(value, label) for value, label in labels.items())


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


def lines(name: str, label: str) -> Question:
    """A question with several answers, each on a line of its own."""
    return Question(name, "lines", label, msg("One on each line."))


@dataclass(frozen=True, slots=True)
class Items:
    """What a page collects more than one of.

    Attributes:
        name: of the field in schemas.submission.
        title: the question whose answer stands for an item in lists.
        new: heading of the fields for a new one.
        old: heading of the fields for one that is changed.
        none: what the list says while it is empty.
    """

    name: str
    title: tuple[str, ...]
    new: str
    old: str
    none: str = msg("None named yet.")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: a small group of questions under one heading."""

    number: int
    step: int
    heading: str
    intro: str
    questions: tuple[Question, ...]
    items: Items | None = None


UNSURE = msg("I do not know")
YES_NO = options(yes=msg("Yes"), no=msg("No"), unknown=UNSURE)
