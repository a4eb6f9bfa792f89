"""What a library says again and again is told once in a while, and counted."""

import json
import logging
import subprocess
import sys
from typing import Any

import pytest

from tests.manual_clock import ManualClock
from tests.restored_logging import logs_set_up
from tocsin.repeats import KINDS_MAX, QUIET_S

LIBRARY = logging.getLogger("some.library")


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def away(node: int) -> None:
    """As aiokafka says it, 40 times a second."""
    LIBRARY.error("Unable connect to node with id %s", node)


def fail(error: Exception) -> None:
    """As a library says that it did not expect something."""
    try:
        raise error
    except (ValueError, KeyError):
        LIBRARY.exception("unexpected")


def test_one_line_of_a_kind_passes_and_the_next_says_how_many_did_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock = ManualClock()
    with logs_set_up("INFO", pretty=False, clock=clock):
        for number in range(1_200):
            away(number % 3)
            clock.sleep(0.025)
        assert clock.passed_s == pytest.approx(QUIET_S)
        clock.sleep(0.001)
        away(2)
        clock.sleep(QUIET_S + 1)
        away(1)
    first, second, third = lines(capsys)
    assert first["event"] == "Unable connect to node with id 0"
    assert "left_out" not in first
    assert second["event"] == "Unable connect to node with id 2"
    assert second["left_out"] == 1_199
    assert "left_out" not in third


def test_another_line_is_not_held_back(capsys: pytest.CaptureFixture[str]) -> None:
    with logs_set_up("INFO", pretty=False, clock=ManualClock()):
        away(1)
        LIBRARY.error("disk failing")
        fail(ValueError())
        fail(KeyError())
        fail(ValueError())
    assert [line["event"] for line in lines(capsys)] == [
        "Unable connect to node with id 1",
        "disk failing",
        "unexpected",
        "unexpected",
    ]


def test_ours_are_all_told(capsys: pytest.CaptureFixture[str]) -> None:
    with logs_set_up("INFO", pretty=False, clock=ManualClock()):
        for _ in range(3):
            logging.getLogger("services.enrich").warning("the log is not available")
    assert len(lines(capsys)) == 3


def test_words_that_never_repeat_do_not_fill_the_memory(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with logs_set_up("INFO", pretty=False, clock=ManualClock()):
        for number in [*range(KINDS_MAX), 0, KINDS_MAX, 0]:
            LIBRARY.error(f"put together: {number}")
    told = [(line["event"], line.get("left_out", 0)) for line in lines(capsys)]
    assert len(told) == KINDS_MAX + 3
    assert told[-3:] == [
        ("put together: 0", 1),
        (f"put together: {KINDS_MAX}", 0),
        ("put together: 0", 0),
    ]


def test_a_kind_that_does_not_come_again_is_counted_with_the_next_line_of_another(
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock = ManualClock()
    with logs_set_up("INFO", pretty=False, clock=clock):
        for _ in range(5):
            away(1)
        clock.sleep(QUIET_S + 1)
        logging.getLogger("services.enrich").warning("worker_waits")
        logging.getLogger("services.enrich").warning("worker_waits")
    told = [(line["event"], line.get("left_out")) for line in lines(capsys)]
    assert told == [
        ("Unable connect to node with id 1", None),
        ("Unable connect to node with id %s", 4),
        ("worker_waits", None),
        ("worker_waits", None),
    ]


def test_what_was_left_out_is_told_when_the_process_ends() -> None:
    ends = (
        "import logging; from tocsin.logs import set_up_logs; set_up_logs();"
        " [logging.getLogger('some.library').error('away: %s', n) for n in range(3)]"
    )
    done = subprocess.run(
        [sys.executable, "-c", ends], capture_output=True, check=True, timeout=60
    )
    first, last = (json.loads(line) for line in done.stderr.splitlines())
    assert (first["event"], last["event"]) == ("away: 0", "away: %s")
    assert (last["left_out"], last["level"]) == (2, "error")
    assert last["logger"] == "some.library"
