"""Backoff doubles, has a cap and is spread over its whole length."""

from random import Random

import pytest

from tocsin.delivery.retry import RetryPolicy


class Highest(Random):
    """Draws the upper end."""

    def uniform(self, a: float, b: float) -> float:
        """The upper end."""
        return max(a, b)


@pytest.mark.parametrize(
    ("failures", "delay_s"), [(1, 1.0), (2, 2.0), (3, 4.0), (6, 30.0), (10_000, 30.0)]
)
def test_the_longest_delay_doubles_up_to_the_cap(failures: int, delay_s: float) -> None:
    assert RetryPolicy().delay_s(failures, Highest()) == delay_s


def test_delays_are_spread_from_nothing_to_the_longest() -> None:
    random = Random(7)  # noqa: S311 - delays, not secrets
    delays = [RetryPolicy().delay_s(3, random) for _ in range(1_000)]
    assert 0.0 <= min(delays) < 0.1
    assert 3.9 < max(delays) <= 4.0


def test_the_budget_is_spent_with_the_last_attempt() -> None:
    policy = RetryPolicy(attempts_max=3)
    assert [policy.is_spent(attempt) for attempt in (1, 2, 3)] == [False, False, True]
