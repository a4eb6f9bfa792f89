"""The stream as operators see it: the stages, and the dead letters by cause."""

from dataclasses import dataclass
from datetime import datetime

from services.desk.answers import StageAnswer, stages
from tocsin.operations.lag import StreamLag
from tocsin.operations.letters import Letter, open_by_stage

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
    stages: tuple[StageAnswer, ...]
    causes: list[Cause]

    @property
    def open_letters(self) -> int:
        """Of all stages."""
        return sum(cause.letters for cause in self.causes)


def stream(now: StreamLag, letters: list[Letter]) -> Stream:
    """Stages, and the open ones among all dead letters."""
    return Stream(
        at=now.at,
        lag_s=now.lag_s,
        stages=stages(now, open_by_stage(letters)),
        causes=causes([letter for letter in letters if letter.state == "open"]),
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
