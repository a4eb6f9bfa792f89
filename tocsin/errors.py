"""What can go wrong, named for its fate.

Three fates: retry later, dead letter, crash. Foreign errors are translated at the
adapter, with `from`. No message may hold text of an allegation.
"""

from datetime import datetime


class TocsinError(Exception):
    """Root of what Tocsin raises on purpose."""


class DependencyDown(TocsinError):
    """A log, an index or a store does not answer or refuses for now: retry later."""

    def __init__(self, name: str, why: str) -> None:
        """Name the dependency as an operator knows it, and say what it answered."""
        super().__init__(f"{name} is not available: {why}")
        self.name = name
        self.why = why


class OutcomeUnknown(DependencyDown):
    """A write was sent and not confirmed: it may have happened. Repeat with the id."""


class Halt(TocsinError):
    """Going on would lose or spoil data (rights, missing index, breaker): crash."""


class OtherMapping(Halt):
    """An index is of another version of Tocsin: it is to be made again from the log.

    Args:
        name: of the index.
        found: its mapping version.
        needed: the one that this program writes.
    """

    def __init__(self, name: str, found: str, needed: str) -> None:
        """Keep apart what is wrong: who knows more says better how to mend it."""
        self.what = (
            f"the index {name} has mapping {found} and this program needs {needed}"
        )
        super().__init__(f"{self.what}: run tocsin rebuild")


class Reject(TocsinError):
    """This record can never be handled: dead letter.

    Args:
        reason: a stable code, for instance `not_json`.
        message: what an operator should know; never text of the allegation.
    """

    def __init__(self, reason: str, message: str) -> None:
        """Keep the code apart from the words: dashboards group by it."""
        super().__init__(f"{reason}: {message}")
        self.reason = reason
        self.message = message


class NotFound(TocsinError):
    """What was asked for does not exist."""


class Erased(NotFound):
    """What was asked for belongs to a case that was erased: nobody can open it again.

    Args:
        case_id: the case.
        at: when its key was erased.
    """

    def __init__(self, case_id: str, at: datetime) -> None:
        """Keep both apart: the index writes them down."""
        super().__init__(f"case {case_id} was erased")
        self.case_id = case_id
        self.at = at


class Conflict(TocsinError):
    """Somebody else changed it first."""


class BadQuery(TocsinError):
    """A search that cannot be understood: says where and how to mend it.

    Args:
        message: what is wrong and how to mend it.
        position: index of the offending character in the query, or None.
        parameter: of the API that is wrong; `q` is the query itself.
    """

    def __init__(
        self, message: str, position: int | None = None, *, parameter: str = "q"
    ) -> None:
        """Keep both apart: a form can point at them."""
        super().__init__(message)
        self.position = position
        self.parameter = parameter
