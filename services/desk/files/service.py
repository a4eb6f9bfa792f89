"""Files of cases as pages and API hand them out: one way for both."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from schemas.submission import StoredFile
from services.desk.accounts.person import Person
from services.desk.accounts.recent import require_recent
from services.desk.cases import case_document
from services.desk.files.cleaning import TASK
from services.desk.files.handed import Handed, SentFile, file_of
from services.desk.sources import Sources
from services.desk.turn import Turn
from tocsin.audit.actions import Action
from tocsin.cleaning import Cleaned, FileToClean
from tocsin.malware import Scanner
from tocsin.processes import Failed, Pool
from tocsin.web.problems import Problem

REASON_CHARS_MAX = 500
"""Some sentences. They stay in the audit log for good."""

WHY = {
    "no_way_to_clean": "Files of this type cannot be cleaned.",
    "encrypted": "It needs a password.",
    "damaged": "It cannot be read as what it is.",
    "holds_other_files": "Whole documents lie within it.",
    "too_large_inside": "It unpacks to more than is looked at.",
    "too_many_pages": "It has more pages than are looked at.",
    "too_many_pixels": "It has more than 100 million pixels.",
    "crashed": "It ended the process that was to clean it.",
    "timed_out": "To clean it took longer than it may.",
    "raised": "What was to clean it gave up.",
}
"""Why there is no clean copy, by the code of the problem."""

WAY_ON = (
    "What was read of it stands on the page of the case; an officer can have the"
    " original."
)


@dataclass(frozen=True, slots=True)
class Files:
    """Files of a desk. Safe from many threads.

    Attributes:
        sources: cases, files, the clock, and the audit log.
        scanner: asked about each file before it leaves; None where none is set.
    """

    sources: Sources
    scanner: Scanner | None
    _cleaning: Pool[FileToClean, Cleaned]
    # One at a time, as the pool has one child: those who wait would hold all threads.
    _turn: Turn = field(default_factory=lambda: Turn("Others take files just now."))

    def sent(self, case_id: str, evidence_id: str) -> SentFile:
        """What was sent.

        Raises:
            NotFound: there is no such case, or no such file in it.
            DependencyDown: the index does not answer.
        """
        return file_of(case_document(self.sources.index, case_id).case, evidence_id)

    def signature(self, case_id: str, stored: StoredFile) -> str | None:
        """What the scanner knows a file as; None where it finds nothing, or is not.

        Raises:
            NotFound: the file is gone, or the case was erased.
            DependencyDown: scanner, store or database does not answer.
        """
        return self._known_as(self.sources.blobs.get(case_id, stored.sha256))

    def copy(self, case_id: str, evidence_id: str) -> Handed:
        """A copy without metadata; it is made anew each time, and always the same.

        Raises:
            NotFound: there is no such file, or it is gone.
            Problem: file-infected, file-not-cleaned, busy.
            DependencyDown: index, store, database or scanner does not answer, or no
                process can be started.
        """
        stored = self.sent(case_id, evidence_id).stored
        content = self.sources.blobs.get(case_id, stored.sha256)
        if name := self._known_as(content):
            raise Problem("file-infected", f"ClamAV knows it as {name}. {WAY_ON}")
        with self._turn.taken():
            (made,) = self._cleaning.run([FileToClean(content, stored.media_type)])
        problem = made.reason if isinstance(made, Failed) else made.problem
        if isinstance(made, Failed) or problem is not None:
            why = WHY.get(problem or "", WHY["raised"])
            raise Problem("file-not-cleaned", f"{why} {WAY_ON}")
        return Handed(case_id, evidence_id, stored, made.content, made.kept)

    def fetch(self, case_id: str, evidence_id: str, by: Person) -> Handed:
        """The copy, for somebody who takes it away; errors as those of `copy`."""
        handed = self.copy(case_id, evidence_id)
        told = f"{evidence_id}: {handed.kept.replace('_', ' ')}"
        self._note("case.exported", case_id, by, told)
        return handed

    def original(
        self,
        case_id: str,
        evidence_id: str,
        by: Person,
        reason: str,
        *,
        infected: bool,
    ) -> Handed:
        """The file as it was sent, with all that it tells of who sent it.

        Args:
            case_id: its case.
            evidence_id: its place in the case.
            by: an officer who has just signed in.
            reason: why; stays in the audit log.
            infected: take it even if the scanner knows it as malware.

        Raises:
            NotFound: there is no such file, or it is gone.
            Problem: invalid-request, sign-in-again, file-infected.
            DependencyDown: index, store, database or scanner does not answer.
        """
        stored = self.sent(case_id, evidence_id).stored
        reason = " ".join(reason.split())
        if not reason or len(reason) > REASON_CHARS_MAX:
            told = f"Say why, in 1 to {REASON_CHARS_MAX} characters."
            raise Problem("invalid-request", told)
        require_recent(by, self.sources.clock.now())
        content = self.sources.blobs.get(case_id, stored.sha256)
        name = self._known_as(content)
        if name is not None and not infected:
            told = f"ClamAV knows it as {name}. Say that you want it all the same."
            raise Problem("file-infected", told)
        self._note("original.fetched", case_id, by, f"{evidence_id}: {reason}")
        return Handed(case_id, evidence_id, stored, content, "original")

    def _known_as(self, content: bytes) -> str | None:
        return self.scanner.signature(content) if self.scanner else None

    def _note(self, what: Action, case_id: str, by: Person, why: str) -> None:
        self.sources.auditor.by(by.audit_name).note(what, case_id, why)


@contextmanager
def open_files(sources: Sources, scanner: Scanner | None) -> Iterator[Files]:
    """The files of a desk until the end of the block. One is cleaned at a time."""
    with Pool[FileToClean, Cleaned](TASK, processes=1) as cleaning:
        yield Files(sources, scanner, cleaning)
