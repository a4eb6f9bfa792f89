"""What a child process is asked to read."""

from dataclasses import dataclass
from datetime import date

from schemas.events import ReviewersFinding
from schemas.submission import Allegation, Evidence


@dataclass(frozen=True, slots=True)
class JobText:
    """One text of a case.

    Attributes:
        evidence_id: see `schemas.enrichment`.
        language: a hint, or None.
        truncated: more was there than may be read.
        problem: why a file gave no text, or None.
    """

    evidence_id: str
    text: str
    language: str | None = None
    truncated: bool = False
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One allegation to read. Orders are looked up as they stood on `as_of`.

    Attributes:
        texts: of the report and of the answers.
        answers: what who has the receipt sent later.
        added: what reviewers found or corrected.
    """

    allegation: Allegation
    texts: tuple[JobText, ...]
    as_of: date
    answers: tuple[Evidence, ...] = ()
    added: tuple[ReviewersFinding, ...] = ()
