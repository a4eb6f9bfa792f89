"""What a record of the log tells of a case, to be read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from schemas.enrichment import (
    NARRATIVE,
    answer_file_id,
    answer_text_id,
    file_id,
    text_id,
)
from schemas.events import (
    AllegationReceived,
    AllegationSupplemented,
    ReviewersFinding,
    SentLater,
)
from schemas.submission import Allegation, Evidence, StoredFile
from services.enrich.job import Job, JobText


@dataclass(frozen=True, slots=True)
class Account:
    """A case as it was reported, with what came to it since.

    Attributes:
        event_id: of the record; makes the id of the enrichment.
        received_on: the day of receipt.
        case_version: the reviews that are in it.
    """

    event_id: str
    case_id: str
    traceparent: str | None
    received_id: str
    received_on: date
    allegation: Allegation
    answers: tuple[SentLater, ...] = ()
    added: tuple[ReviewersFinding, ...] = ()
    case_version: int = 0

    def files(self) -> Iterator[tuple[str, StoredFile]]:
        """Evidence id and file, in the order in which they are read."""
        for item, _, id in self._evidence():
            if item.file is not None:
                yield id, item.file

    def texts(self) -> list[JobText]:
        """What was typed: the narrative first."""
        said = self.allegation
        typed = [JobText(NARRATIVE, said.narrative, said.language)]
        typed += [
            JobText(id, item.text, item.language)
            for item, id, _ in self._evidence()
            if item.text
        ]
        return typed

    def job(self, texts: tuple[JobText, ...]) -> Job:
        """What a process is asked to read."""
        return Job(
            self.allegation,
            texts,
            self.received_on,
            answers=tuple(one.answer for one in self.answers),
            added=self.added,
        )

    def _evidence(self) -> Iterator[tuple[Evidence, str, str]]:
        """Each piece with the ids of its text and of its file."""
        for number, item in enumerate(self.allegation.evidence, start=1):
            yield item, text_id(number), file_id(number)
        for one in self.answers:
            yield one.answer, answer_text_id(one.id), answer_file_id(one.id)


def account_of(event: AllegationReceived | AllegationSupplemented) -> Account:
    """What an event tells."""
    if isinstance(event, AllegationReceived):
        return Account(
            event.id,
            event.case_id,
            event.traceparent,
            event.id,
            event.time.date(),
            event.allegation,
        )
    return Account(
        event.id,
        event.case_id,
        event.traceparent,
        event.received_id,
        event.received_at.date(),
        event.allegation,
        event.answers,
        event.added,
        event.case_version,
    )
