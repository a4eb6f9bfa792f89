"""What a child answers is believed only as far as it is what was asked for."""

import os
import pickle
from collections.abc import Callable

import pytest

from tocsin.processes import Failed
from tocsin.processes.answers import Answers
from tocsin.text.extraction import Extracted

UNREADABLE = Failed("crashed", "unreadable answer")


class Planted:
    """Would end the process that unpickles it."""

    def __reduce__(self) -> tuple[Callable[[int], None], tuple[int]]:
        return os._exit, (1,)


def test_results_arrive_as_they_were_made() -> None:
    found = [Extracted("text", truncated=True), Extracted(problem="empty")]
    answers = Answers(Extracted)
    assert answers.read(answers.made(list, found), items=2) == found


def test_bytes_of_every_value_arrive() -> None:
    answers = Answers(bytes)
    content = bytes(range(256))
    assert answers.read(answers.made(list, [content]), items=1) == [content]


def test_of_an_exception_only_the_name_is_told() -> None:
    def work(_: object) -> list[Extracted]:
        raise ValueError("the words of a report")

    answers = Answers(Extracted)
    assert answers.made(work, []) == b"rValueError"
    assert answers.read(b"rValueError", items=1) == Failed("raised", "ValueError")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"d",
        b"dno JSON",
        b"d[]",
        b'd["another type"]',
        b'd[{"text": 1}]',
        b'd[{"text": "one"}, {"text": "too many"}]',
        b'x[{"text": "of another kind"}]',
        b"rall the words of a report",
        b"r" + b"x" * 101,
        b"r\xff",
        pickle.dumps(("done", [Planted()])),
        b"d" + pickle.dumps([Planted()]),
    ],
)
def test_anything_else_is_not_believed(answer: bytes) -> None:
    assert Answers(Extracted).read(answer, items=1) == UNREADABLE
