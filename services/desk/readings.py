"""Who read which case: a row in the audit log, and none for each reload."""

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

from services.desk.accounts.person import Person
from tocsin.audit import Auditor

AGAIN_AFTER_S = 600.0
"""Who works on a case opens it again with every press of a button. One row says that
they read it; after ten minutes they may have gone and come back."""

REMEMBERED_MAX = 10_000
"""A day of fifty reviewers at 200 cases. Who is forgotten costs one row more."""


class _Reading(NamedTuple):
    person_id: str
    case_id: str
    what: str


class Readings:
    """Writes down who is about to read a case. Safe from many threads.

    What is remembered is of this process: several desks write a row each.

    Args:
        auditor: of the desk.
    """

    def __init__(self, auditor: Auditor) -> None:
        """Nobody has read anything."""
        self._auditor = auditor
        self._noted_s: OrderedDict[_Reading, float] = OrderedDict()
        self._lock = Lock()

    def note(self, person: Person, case_id: str, what: str) -> None:
        """Write it down, unless it was within the last ten minutes.

        Args:
            person: who reads it.
            case_id: of a case that there is.
            what: `page`, `as json`...; no text of the case.

        Raises:
            DependencyDown: the database does not answer: do not show the case.
        """
        reading = _Reading(person.id, case_id, what)
        now_s = self._auditor.clock.monotonic_s()
        with self._lock:
            noted_s = self._noted_s.get(reading)
        if noted_s is not None and now_s - noted_s < AGAIN_AFTER_S:
            return
        self._auditor.by(person.audit_name).note("case.read", case_id, what)
        with self._lock:
            self._noted_s[reading] = now_s
            self._noted_s.move_to_end(reading)
            while len(self._noted_s) > REMEMBERED_MAX:
                self._noted_s.popitem(last=False)
