"""When most records die, the bug is ours: stop instead of dead-lettering them all."""

from collections import deque
from dataclasses import dataclass

from tocsin.errors import Halt


@dataclass(frozen=True, slots=True)
class BreakerPolicy:
    """Attributes: window: fates remembered; sample_min: fewer prove nothing; ratio."""

    window: int = 200
    sample_min: int = 20
    ratio: float = 0.5


class Breaker:
    """The share of dead records among the last ones."""

    def __init__(self, policy: BreakerPolicy) -> None:
        """Start without a memory: a new process may carry the remedy."""
        self._policy = policy
        self._dead: deque[bool] = deque(maxlen=policy.window)

    def weigh(self, *, dead: int, alive: int) -> None:
        """Ask before letters are written.

        Raises:
            Halt: with these, more than the policy's share would be dead.
        """
        deaths = sum(self._dead) + dead
        sample = len(self._dead) + dead + alive
        if (
            dead
            and sample >= self._policy.sample_min
            and deaths > self._policy.ratio * sample
        ):
            raise Halt(f"{deaths} of the last {sample} records would be dead letters")

    def note(self, *, dead: int, alive: int) -> None:
        """Remember fates that are durable now."""
        self._dead.extend([True] * dead + [False] * alive)
