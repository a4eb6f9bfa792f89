"""How long to wait before the next attempt, and when to stop trying."""

from dataclasses import dataclass
from random import Random

# 2 ** 30 seconds is 34 years: beyond it only the arithmetic would suffer.
_DOUBLINGS_MAX = 30


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Exponential backoff with full jitter.

    Full jitter spreads the workers that lost the same dependency at the same moment:
    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/

    Attributes:
        attempts_max: attempts that the record itself may fail; then it is a dead
            letter. Five attempts hold its partition for 15 s at most.
        base_s: upper bound of the first delay.
        cap_s: upper bound of any delay: a dependency that is back is noticed soon.
    """

    attempts_max: int = 5
    base_s: float = 1.0
    cap_s: float = 30.0

    def delay_s(self, failures: int, random: Random) -> float:
        """Seconds to wait after so many failures in a row (1 or more)."""
        doublings = min(failures - 1, _DOUBLINGS_MAX)
        return random.uniform(0.0, min(self.cap_s, self.base_s * 2.0**doublings))

    def is_spent(self, attempt: int) -> bool:
        """Whether the attempt that just failed was the last one."""
        return attempt >= self.attempts_max
