"""What the page of a receipt shows to who has come back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

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
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an answer was not taken, and what was typed: nobody types it twice."""

    question_id: str
    message: str
    text: str

    @classmethod
    def of(cls, slug: str, question_id: str, text: str) -> Self:
        """In the words for a refusal."""
        return cls(question_id, WORDS[slug], text)


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
