"""Settling dead letters: one, some, or all of one cause, each written down before."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import StringConstraints

from tocsin.audit import Auditor
from tocsin.errors import Conflict, NotFound
from tocsin.operations.letters import DeadLetters, Letter
from tocsin.operations.rate import Rate

REPLAYS_PER_S = 20.0
"""What failed once is sent beside the reports of today, and shall not keep them waiting
for long: a stage takes some more than that in a second."""


Why = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=1,
        max_length=500,
        pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]+$",
    ),
]
"""Why a letter is discarded: one line, that says something."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which letters are meant: some by their ids, or all open ones of a cause.

    Attributes:
        ids: of letters.
        stage: who gave up; None is any.
        reason: why; None takes no letter but those of `ids`.
    """

    ids: tuple[str, ...] = ()
    stage: str | None = None
    reason: str | None = None

    def among(self, letters: DeadLetters) -> list[str]:
        """The ids of the letters, each once.

        Raises:
            NotFound: there is no letter with one of these ids.
            DependencyDown: the log does not answer.
        """
        found = [letters.get(id).event.id for id in self.ids]
        if self.reason is not None:
            found += [
                one.event.id for one in letters.list(state="open") if self.fits(one)
            ]
        return list(dict.fromkeys(found))

    @property
    def is_none(self) -> bool:
        """Whether no letters are meant at all: nothing was chosen."""
        return not self.ids and self.reason is None

    def fits(self, letter: Letter) -> bool:
        """Whether a letter is of the cause."""
        event = letter.event
        return event.reason == self.reason and self.stage in (None, event.stage)


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of letters.

    Attributes:
        done: ids of those that are settled now.
        refused: id -> why not, for the others.
    """

    done: tuple[str, ...]
    refused: dict[str, str]


@dataclass(frozen=True, slots=True)
class Settler:
    """Settles letters for an operator.

    Attributes:
        auditor: speaks for the operator.
        operator: as the log keeps them.
        rate: of replays.
    """

    letters: DeadLetters
    auditor: Auditor
    operator: str
    rate: Rate

    def replay(self, ids: Sequence[str]) -> Settled:
        """Send the records of letters through once more.

        Raises:
            DependencyDown: log or database does not answer; those before are settled.
        """

        def replay(id: str) -> None:
            if refused := self.letters.foresee(id).refused:
                raise Conflict(refused)
            self.rate.take()
            self.auditor.note("dead-letter.replayed", id)
            self.letters.replay(id, operator=self.operator)

        return _each(ids, replay)

    def discard(self, ids: Sequence[str], reason: str) -> Settled:
        """Settle letters without replaying them.

        Args:
            ids: of the letters.
            reason: why; kept for good, so without names.

        Raises:
            DependencyDown: log or database does not answer; those before are settled.
        """

        def discard(id: str) -> None:
            if refused := self.letters.get(id).refusal:
                raise Conflict(refused)
            self.auditor.note("dead-letter.discarded", id, reason)
            self.letters.discard(id, operator=self.operator, reason=reason)

        return _each(ids, discard)


def _each(ids: Iterable[str], settle: Callable[[str], None]) -> Settled:
    done: list[str] = []
    refused: dict[str, str] = {}
    for id in ids:
        try:
            settle(id)
        except (Conflict, NotFound) as exc:
            refused[id] = str(exc)
        else:
            done.append(id)
    return Settled(tuple(done), refused)
