"""What the page of a receipt shows to who has come back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, Self

from services.intake.answering import NewAnswer
from services.intake.form.questions import msg
from services.intake.ledger import GivenAnswer
from tocsin.told import Told, ToldQuestion

WORDS: Mapping[str, str] = {
    "invalid-answer": msg("Write something here, or choose a file that is not empty."),
    "too-large": msg("This is too long. Shorten it or send it as a file."),
    "file-too-large": msg("This file is larger than 25 MB."),
    "file-type-refused": msg(
        "Files of this type are not accepted. Save yours as a PDF or a picture."
    ),
    "no-more-answers": msg("Nothing more can be added here. Send a new report."),
    "number-told": msg(
        "Your number stands in this text. Take it out: whoever reads it could answer in"
        " your name."
    ),
}
_ON_FILE = frozenset({"file-too-large", "file-type-refused"})


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an answer was not taken, and what was typed: nobody types it twice.

    Attributes:
        field: `answer` or `file`: what is to be mended.
        file_lost: a file was chosen that was not at fault; it has to be chosen again.
    """

    question_id: str
    message: str
    text: str
    field: Literal["answer", "file"]
    file_lost: bool

    @classmethod
    def of(cls, slug: str, given: NewAnswer) -> Self:
        """In the words for a refusal."""
        is_file = slug in _ON_FILE
        return cls(
            question_id=given.question_id,
            message=WORDS[slug],
            text=given.text,
            field="file" if is_file else "answer",
            file_lost=given.upload is not None and not is_file,
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """A question; `answered_on` is the day of the latest answer."""

    question: ToldQuestion
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class Returned:
    """A receipt that was found.

    Attributes:
        number: as it was typed, for the next page; it stands nowhere else.
        thanks: an answer has just been stored.
    """

    number: str
    case_id: str
    told: Told
    given: Sequence[GivenAnswer]
    fault: Fault | None = None
    thanks: bool = False

    @property
    def asked(self) -> list[Asked]:
        """The questions, each with when it was answered."""
        days = {one.question_id: one.answered_at.date() for one in self.given}
        return [Asked(one, days.get(one.id)) for one in self.told.questions]

    def with_fault(self, fault: Fault) -> "Returned":
        """The same page with what was wrong."""
        return replace(self, fault=fault)

    def with_thanks(self) -> "Returned":
        """The same page after an answer."""
        return replace(self, thanks=True)
