"""Reception when the process dies, the log is away, or many come at once."""

import io
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from schemas.topics import RECEIVED, SEALED, TOPICS
from services.intake.files import Upload
from services.intake.reception import Receipt
from tests.intake_world import (
    IntakeWorld,
    intake_world,
    submission,
)
from tests.memory_log import MemoryLog
from tocsin.errors import DependencyDown, OutcomeUnknown

PDF = b"%PDF-1.7 an invented contract"
REPORTER = {"name": "Amina Invented", "email": "amina@example.org"}


class Crash(BaseException):
    """The process ends here."""


@pytest.mark.parametrize(
    "step",
    [
        f"append {SEALED.name}",
        f"appended {SEALED.name}",
        f"append {RECEIVED.name}",
        f"appended {RECEIVED.name}",
    ],
)
def test_a_crash_at_the_log_and_a_retry_make_one_case_and_one_event_id(
    tmp_path: Path, step: str
) -> None:
    crashed: list[str] = []

    def crash(at: str) -> None:
        if at == step and not crashed:
            crashed.append(at)
            raise Crash

    log = MemoryLog(topics=list(TOPICS), fault=crash)
    report = submission(reporter=REPORTER)
    with intake_world(tmp_path, log=log) as world, pytest.raises(Crash):
        world.reception.receive(report, uploads={}, channel="api", idempotency_key="k")
    with intake_world(tmp_path, log=log) as world:
        world.clock.sleep(60)
        receipt = world.reception.receive(
            report, uploads={}, channel="api", idempotency_key="k"
        )
    events = world.received()
    assert {event.id for event in events} == {receipt.received_id}
    assert {event.case_id for event in events} == {receipt.case_id}
    assert len({event.model_dump_json() for event in events}) == 1
    assert {event.case_id for event in world.sealed()} == {receipt.case_id}
    assert receipt.repeated


def test_a_crash_before_the_ledger_leaves_no_trace_but_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = submission(evidence=[{"upload": "c"}])

    def crash(_claim: object) -> None:
        raise Crash

    with intake_world(tmp_path) as world:
        with monkeypatch.context() as patch:
            patch.setattr(world.ledger, "reserve", crash)
            with pytest.raises(Crash):
                world.reception.receive(
                    report,
                    uploads={"c": Upload(io.BytesIO(PDF), "contract.pdf")},
                    channel="api",
                    idempotency_key="k",
                )
        assert world.received() == []
        receipt = world.reception.receive(
            report,
            uploads={"c": Upload(io.BytesIO(PDF), "contract.pdf")},
            channel="api",
            idempotency_key="k",
        )
        assert not receipt.repeated
        assert len(world.received()) == 1


def test_a_crash_before_the_mark_writes_the_same_event_again(tmp_path: Path) -> None:
    """The log may hold it twice, under one id: readers see it once."""
    with intake_world(tmp_path) as world:
        first = world.reception.receive(
            submission(), uploads={}, channel="api", idempotency_key="k"
        )
        unmark(world)
        second = world.reception.receive(
            submission(), uploads={}, channel="api", idempotency_key="k"
        )
        assert second == replace(first, repeated=True)
        one, other = world.received()
        assert one == other


def unmark(world: IntakeWorld) -> None:
    with sqlite3.connect(world.folder / "intake.db") as raw:
        raw.execute("UPDATE sender_keys SET logged = 0")
    raw.close()


def test_many_requests_at_once_with_one_key_make_one_case(world: IntakeWorld) -> None:
    def receive(_number: int) -> Receipt:
        return world.reception.receive(
            submission(), uploads={}, channel="api", idempotency_key="k"
        )

    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(receive, range(16)))
    assert len({replace(receipt, repeated=True) for receipt in receipts}) == 1
    assert sum(not receipt.repeated for receipt in receipts) == 1
    assert {event.id for event in world.received()} == {receipts[0].received_id}


@pytest.mark.parametrize("error", [DependencyDown, OutcomeUnknown])
def test_no_answer_is_given_when_the_log_does_not_confirm(
    tmp_path: Path, error: type[DependencyDown]
) -> None:
    def fail(step: str) -> None:
        if step.startswith("append "):
            raise error("log", "no broker")

    log = MemoryLog(topics=list(TOPICS), fault=fail)
    with intake_world(tmp_path, log=log) as world, pytest.raises(error):
        world.reception.receive(submission(), uploads={}, channel="api")
    assert world.events(RECEIVED.name) == []
