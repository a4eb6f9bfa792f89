"""A log in which others are faster."""

from collections.abc import Callable, Sequence

from tocsin.errors import OutcomeUnknown
from tocsin.log import NewRecord, Position
from tocsin.log.sqlite import SqliteLog


class OvertakenLog(SqliteLog):
    """A log in which something happens just before, or just after, the next append.

    Attributes:
        others: what comes before the next appends, each before one.
        is_lost: the answer of the next append gets lost.
    """

    others: Sequence[Callable[[], object]] = ()
    is_lost: bool = False

    def append(self, records: Sequence[NewRecord]) -> Sequence[Position]:
        """Append, after what comes before; the answer may get lost."""
        if self.others:
            other, self.others = self.others[0], self.others[1:]
            other()
        positions = super().append(records)
        if self.is_lost:
            self.is_lost = False
            raise OutcomeUnknown("the log", "the answer was lost")
        return positions
