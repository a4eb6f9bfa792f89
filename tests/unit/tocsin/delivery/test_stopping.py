"""A signal stops a worker, at the latest when its grace is over."""

import signal
from collections.abc import Iterator
from threading import Event

import pytest

from tocsin.delivery.stopping import ABANDONED, stop_on_signals


@pytest.fixture(autouse=True)
def _handlers_restored() -> Iterator[None]:
    kept = {s: signal.getsignal(s) for s in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_asks_the_worker_to_stop(number: signal.Signals) -> None:
    stop = Event()
    stop_on_signals(stop, grace_s=3_600.0, end=lambda _code: None)
    signal.raise_signal(number)
    assert stop.is_set()


def test_a_worker_that_does_not_stop_is_ended_after_its_grace() -> None:
    ended = Event()
    codes: list[int] = []

    def end(code: int) -> None:
        codes.append(code)
        ended.set()

    stop_on_signals(Event(), grace_s=0.0, end=end)
    signal.raise_signal(signal.SIGTERM)
    assert ended.wait(10.0)
    assert codes == [ABANDONED]
