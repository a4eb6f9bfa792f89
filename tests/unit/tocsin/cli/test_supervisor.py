"""What is said of a service that has ended."""

import os
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from tests.manual_clock import ManualClock
from tocsin.cli.supervisor import Supervisor


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    # A module of the standard library that does nothing, and so ends at once.
    ends = Supervisor({"index": "__future__"}, os.environ, ManualClock())
    ends.start()
    yield ends
    ends.stop()


def look_until_ended(supervisor: Supervisor, *, stopping: bool) -> list[str]:
    """The events that were logged."""
    asked: list[bool] = []

    def is_stopping() -> bool:
        asked.append(stopping)
        return stopping

    with capture_logs() as logged:
        while not asked:
            supervisor.look(is_stopping)
    return [line["event"] for line in logged]


def test_a_service_that_ends_while_all_are_told_to_stop_has_not_died(
    supervisor: Supervisor,
) -> None:
    assert look_until_ended(supervisor, stopping=True) == []


def test_a_service_that_ends_by_itself_has_died(supervisor: Supervisor) -> None:
    assert look_until_ended(supervisor, stopping=False) == ["service_died"]
