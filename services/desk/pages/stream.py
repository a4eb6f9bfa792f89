"""The stream as operators see it: the stages, and the dead letters by cause."""

from dataclasses import dataclass
from datetime import datetime

from services.desk.answers import StageAnswer, stages
from tocsin.operations.lag import StreamLag
from tocsin.operations.letters import DeadLetters, Letter
from tocsin.search.base import SearchIndex

SAMPLES_MAX = 5


@dataclass(frozen=True, slots=True)
class Cause:
    """Open dead letters of one stage with one reason, oldest first.

    Attributes:
        samples: the first few of them.
    """

    stage: str
    reason: str
    letters: int
    first_at: datetime
    last_at: datetime
    samples: tuple[Letter, ...]


@dataclass(frozen=True, slots=True)
class Stream:
    """The stream now."""

    at: datetime
    lag_s: float
    cases: int
    stages: tuple[StageAnswer, ...]
    causes: list[Cause]


def stream(index: SearchIndex, now: StreamLag, letters: DeadLetters) -> Stream:
    """Stages and dead letters.

    Raises:
        DependencyDown: log or index does not answer.
    """
    return Stream(
        at=now.at,
        lag_s=now.lag_s,
        cases=index.count(),
        stages=stages(now, letters.open_by_stage()),
        causes=causes(letters.list(state="open")),
    )


def causes(letters: list[Letter]) -> list[Cause]:
    """Letters by stage and reason, most letters first."""
    groups: dict[tuple[str, str], list[Letter]] = {}
    for letter in letters:
        groups.setdefault((letter.event.stage, letter.event.reason), []).append(letter)
    found = [
        Cause(
            stage=stage,
            reason=reason,
            letters=len(group),
            first_at=group[0].event.time,
            last_at=group[-1].event.time,
            samples=tuple(group[:SAMPLES_MAX]),
        )
        for (stage, reason), group in groups.items()
    ]
    return sorted(found, key=lambda cause: -cause.letters)
