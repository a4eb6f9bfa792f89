"""What costs the desk much is done for one after the other."""

import pytest

from services.desk.turn import Turn
from tocsin.web.problems import Problem

TOLD = "Others export cases just now."


def test_who_would_wait_too_long_is_told_to_come_again() -> None:
    turn = Turn(TOLD, patience_s=0.01)
    with (
        turn.taken(),
        pytest.raises(Problem, match="Others export") as busy,
        turn.taken(),
    ):
        pytest.fail("two at once")
    answer = busy.value.response()
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")


def test_a_turn_ends_with_its_block_whatever_happens_in_it() -> None:
    turn = Turn(TOLD, patience_s=0.01)
    with pytest.raises(ValueError, match="broken"), turn.taken():
        raise ValueError("broken")
    with turn.taken():
        pass
