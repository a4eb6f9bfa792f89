"""Reveals as the API and the pages use them: one way in for both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from schemas.case import CaseDocument
from schemas.submission import Reporter
from services.desk.accounts.person import Person
from services.desk.accounts.recent import require_recent
from services.desk.cases import case_document
from services.desk.reveals.book import Book
from services.desk.reveals.reveal import Decision, Reveal, refused
from services.desk.reveals.sealed_reporters import SealedReporters
from tocsin.case_keys import CaseKeyTable, ErasedKey
from tocsin.clock import Clock
from tocsin.errors import Erased, NotFound
from tocsin.search.base import SearchIndex
from tocsin.web.problems import Problem

REASON_CHARS_MAX = 500
"""Some sentences. They stay in the audit log for good."""


@dataclass(frozen=True, slots=True)
class Reveals:
    """Asking, deciding, seeing. Safe from many threads.

    Attributes:
        case_keys: say which cases were erased.
    """

    book: Book
    reporters: SealedReporters
    case_keys: CaseKeyTable
    index: SearchIndex
    clock: Clock

    def now(self) -> datetime:
        """The time of day, in UTC."""
        return self.clock.now()

    def case(self, case_id: str) -> CaseDocument:
        """A case that somebody wants to ask about.

        Raises:
            Problem: gone.
            NotFound: there is no such case.
            DependencyDown: index or database does not answer.
        """
        keys = self.case_keys.of_case(case_id)
        if any(isinstance(key, ErasedKey) for key in keys):
            raise gone()
        if not keys:
            raise NotFound("no case with this id")
        return case_document(self.index, case_id)

    def of_case(self, case_id: str) -> Sequence[Reveal]:
        """The latest reveals of a case, the last asked first."""
        return self.book.latest(case_id)

    def ask(self, case_id: str, by: Person, reason: str) -> Reveal:
        """Ask to see who reported a case.

        Raises:
            Problem: gone, invalid-request, or reveal-refused: the report is anonymous,
                or they have asked already.
            NotFound: there is no such case.
            DependencyDown: index or database does not answer.
        """
        reason = " ".join(reason.split())
        if not reason or len(reason) > REASON_CHARS_MAX:
            raise Problem(
                "invalid-request",
                f"Say why, in 1 to {REASON_CHARS_MAX} characters.",
                errors=[
                    {
                        "pointer": "/reason",
                        "detail": f"1 to {REASON_CHARS_MAX} characters",
                    }
                ],
            )
        if self.case(case_id).case.anonymous:
            raise refused("this report is anonymous: there is nothing to see")
        return self.book.ask(case_id, by, reason)

    def decide(self, id: str, decision: Decision, by: Person) -> Reveal:
        """Approve, refuse or withdraw; see `Book.decide`."""
        return self.book.decide(id, decision, by)

    def see(self, id: str, by: Person) -> tuple[Reveal, Reporter]:
        """Who reported, for who asked, once.

        Opened first and noted then: what cannot be opened does not count as seen, and
        nothing is handed out that is not noted.

        Raises:
            NotFound: there is no such reveal, or nothing is sealed for its case.
            Problem: sign-in-again, gone, key-away, or reveal-refused: it is not theirs,
                not approved, over, or was seen.
            Reject: what was sealed cannot be opened.
            DependencyDown: log, index or database does not answer.
        """
        reveal = self.book.get(id)
        reveal.seen(by, self.now())
        require_recent(by, self.now())
        document = self.case(reveal.case_id)
        try:
            reporter = self.reporters.open(reveal.case_id, document.received_at)
        except Erased as exc:
            raise gone() from exc
        return self.book.see(id, by), reporter


def gone() -> Problem:
    """The answer where a case was erased."""
    return Problem("gone", "The case was erased: nobody can see who reported any more.")
