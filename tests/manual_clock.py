"""A clock that a test turns by hand."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class ManualClock:
    """Time goes on only by `sleep`, and sleeping takes no time."""

    def __init__(self) -> None:
        """Start at noon."""
        self.passed_s = 0.0
        self.slept: list[float] = []

    def now(self) -> datetime:
        """The time of day."""
        return START + timedelta(seconds=self.passed_s)

    def monotonic_s(self) -> float:
        """Seconds since the start."""
        return self.passed_s

    def sleep(self, seconds: float) -> None:
        """Go on at once."""
        self.slept.append(seconds)
        self.passed_s += seconds
