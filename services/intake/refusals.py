"""Why a report is refused, in words that help its sender mend it."""

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.errors import Conflict, TocsinError

FAULTS_MAX = 20
"""Enough to mend a report; ten thousand faults are one mistake repeated."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `pointer` is a JSON pointer (RFC 6901); the input is never quoted."""

    pointer: str
    detail: str


class Refused(TocsinError):
    """This report cannot be taken as it is; sent again unchanged, it never will be.

    Args:
        slug: the problem's stable name, for instance `invalid-report`.
        detail: a sentence; never text of the allegation.
        faults: where, and what; the first FAULTS_MAX are kept.
    """

    def __init__(self, slug: str, detail: str, faults: Sequence[Fault] = ()) -> None:
        """Keep name, words and places apart."""
        super().__init__(f"{slug}: {detail}")
        self.slug = slug
        self.detail = detail
        self.faults = tuple(faults[:FAULTS_MAX])

    @property
    def reasons(self) -> list[str]:
        """In lines, each with its place: the faults, or else the detail."""
        return [f"{x.pointer}: {x.detail}" for x in self.faults] or [self.detail]


def invalid_report(faults: Sequence[Fault]) -> Refused:
    """The refusal of a report for these faults, at least one."""
    more = "" if len(faults) == 1 else "s"
    return Refused(
        "invalid-report", f"The report has {len(faults)} fault{more}.", faults
    )


class KeyReused(Conflict):
    """The sender's key or id was used before for a report that reads otherwise."""
