"""What somebody wants changed, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.case import Case, CaseDocument, HistoryEntry
from schemas.events import CaseReviewed, Change
from tocsin.casework import ReviewRefused


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes something: an id for the machine, a name for people."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Command:
    """Changes of one case, based on one version of it; all of them or none."""

    case_id: str
    based_on_version: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """The changes hold, for ever: the log has them, first of their version."""

    document: CaseDocument

    @property
    def case_id(self) -> str:
        """The case."""
        return self.document.case_id


@dataclass(frozen=True, slots=True)
class Refusal:
    """The changes have no effect.

    Attributes:
        why: the rule that they break, or `stale`.
        document: the case as it stands; None when there is no such case.
        is_logged: the review came too late, and stands in the history as refused.
    """

    command: Command
    why: ReviewRefused
    document: CaseDocument | None
    is_logged: bool = False

    @property
    def case_id(self) -> str:
        """The case."""
        return self.command.case_id

    @property
    def since(self) -> Sequence[HistoryEntry]:
        """What others changed after the version that the command was based on."""
        if self.document is None:
            return ()
        return changes_since(self.document.case, self.command.based_on_version)


Outcome = Applied | Refusal


def changes_since(case: Case, version: int) -> list[HistoryEntry]:
    """The reviews applied after a version, the oldest first."""
    later = (e for e in case.history if e.version is not None and e.version > version)
    return sorted(later, key=lambda entry: entry.version or 0)


def is_known(case: Case, event: CaseReviewed) -> bool:
    """Whether this very review was applied before: somebody sent it twice."""
    return any(e.event_id == event.id and e.refused is None for e in case.history)
