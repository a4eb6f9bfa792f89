"""Answers of who has the receipt: evidence of the case, stored once."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from schemas.events import ReporterAnswered
from services.intake.answering import (
    ANSWERS_MAX,
    CHARS_MAX,
    AnswerRefused,
    NewAnswer,
    answer,
)
from services.intake.files import Upload
from tests.intake_world import IntakeWorld, intake_world
from tocsin.ids import case_id
from tocsin.told import State, Told, ToldQuestion

CASE = case_id("answered")
ASKED = (ToldQuestion("question-1", date(2026, 3, 14), "In which month?"),)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[IntakeWorld]:
    with intake_world(tmp_path) as world:
        yield world


def send(
    world: IntakeWorld,
    text: str = "In March.",
    *,
    question: str = "question-1",
    file: bytes | None = None,
    state: State = "needs_facts",
) -> None:
    upload = Upload(io.BytesIO(file), "../slip.pdf") if file is not None else None
    told = Told(state, None, ASKED)
    answer(world.reception, CASE, told, NewAnswer(question, text, upload))


def logged(world: IntakeWorld) -> list[ReporterAnswered]:
    events = world.events("reporters.answered")
    return [event for event in events if isinstance(event, ReporterAnswered)]


def test_an_answer_stands_in_the_log_with_its_question(world: IntakeWorld) -> None:
    send(world)
    (event,) = logged(world)
    assert (event.case_id, event.question_id) == (CASE, "question-1")
    assert (event.answer.kind, event.answer.text) == ("testimony", "In March.")


def test_a_file_is_stored_before_the_event_names_it(world: IntakeWorld) -> None:
    send(world, "", file=b"%PDF-1.7 an invented slip")
    (event,) = logged(world)
    assert event.answer.text is None
    assert event.answer.file is not None
    assert event.answer.file.filename == "slip.pdf"
    assert (
        world.files.get(event.case_id, event.answer.file.sha256)
        == b"%PDF-1.7 an invented slip"
    )


def test_what_nobody_asked_can_be_added(world: IntakeWorld) -> None:
    send(world, "There is more.", question="")
    assert [event.question_id for event in logged(world)] == [None]


def test_the_same_answer_sent_twice_is_stored_once(world: IntakeWorld) -> None:
    send(world)
    send(world)
    assert len(logged(world)) == 1
    assert [one.question_id for one in world.ledger.answers(CASE)] == ["question-1"]


def test_an_answer_that_was_logged_and_not_noted_gets_the_same_id(
    world: IntakeWorld, tmp_path: Path
) -> None:
    send(world)
    # The ledger of another folder: as after a crash before the note.
    with intake_world(tmp_path / "again") as other:
        send(other)
        assert logged(other)[0].id == logged(world)[0].id


@pytest.mark.parametrize(
    ("text", "question", "file", "state", "why"),
    [
        (" ", "question-1", None, "needs_facts", "invalid-answer"),
        ("", "question-1", b"", "needs_facts", "invalid-answer"),
        ("a\0b", "question-1", None, "needs_facts", "invalid-answer"),
        ("x" * (CHARS_MAX + 1), "question-1", None, "needs_facts", "too-large"),
        ("In March.", "question-2", None, "needs_facts", "no-more-answers"),
        ("In March.", "question-1", None, "closed", "no-more-answers"),
        ("", "question-1", b"MZ\0 a program", "needs_facts", "file-type-refused"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_not_logged(
    world: IntakeWorld,
    text: str,
    question: str,
    file: bytes | None,
    state: State,
    why: str,
) -> None:
    with pytest.raises(AnswerRefused) as refused:
        send(world, text, question=question, file=file, state=state)
    assert refused.value.why == why
    assert logged(world) == []


def test_a_case_takes_fifty_answers(world: IntakeWorld) -> None:
    for number in range(ANSWERS_MAX):
        send(world, f"Answer {number}")
    with pytest.raises(AnswerRefused) as refused:
        send(world, "One more")
    assert refused.value.why == "no-more-answers"
    assert len(logged(world)) == 50
