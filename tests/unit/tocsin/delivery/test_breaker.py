"""The breaker stops a worker whose every record dies, and nobody else."""

import pytest

from tocsin.delivery.breaker import Breaker, BreakerPolicy
from tocsin.errors import Halt


def test_twenty_dead_of_twenty_halt_the_worker() -> None:
    with pytest.raises(Halt, match="20 of the last 20"):
        Breaker(BreakerPolicy()).weigh(dead=20, alive=0)


def test_nineteen_records_prove_nothing() -> None:
    Breaker(BreakerPolicy()).weigh(dead=19, alive=0)


def test_half_is_not_most() -> None:
    breaker = Breaker(BreakerPolicy())
    breaker.weigh(dead=10, alive=10)
    with pytest.raises(Halt):
        breaker.weigh(dead=11, alive=10)


def test_the_breaker_remembers_earlier_batches() -> None:
    breaker = Breaker(BreakerPolicy())
    for _ in range(19):
        breaker.weigh(dead=1, alive=0)
        breaker.note(dead=1, alive=0)
    with pytest.raises(Halt):
        breaker.weigh(dead=1, alive=0)


def test_weighing_leaves_no_trace() -> None:
    breaker = Breaker(BreakerPolicy())
    for _ in range(100):
        breaker.weigh(dead=1, alive=0)


def test_what_fell_out_of_the_window_is_forgotten() -> None:
    breaker = Breaker(BreakerPolicy(window=40))
    breaker.note(dead=0, alive=1_000)
    breaker.note(dead=19, alive=0)
    breaker.weigh(dead=1, alive=0)
    with pytest.raises(Halt, match="31 of the last 52"):
        breaker.weigh(dead=12, alive=0)


def test_living_records_never_halt_a_worker() -> None:
    breaker = Breaker(BreakerPolicy())
    breaker.note(dead=30, alive=0)
    breaker.weigh(dead=0, alive=1)
