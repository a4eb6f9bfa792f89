"""Reception: what is in the log after it has answered, and after it has not."""

import io
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from schemas.events import Channel
from schemas.topics import RECEIVED, SEALED, TOPICS
from services.intake.files import Upload
from services.intake.limits import Limits
from services.intake.receipts import normalize
from services.intake.reception import Receipt
from services.intake.refusals import KeyReused, Refused
from tests.intake_world import (
    NARRATIVE,
    OFFICERS_KEY,
    IntakeWorld,
    events_of,
    intake_world,
    submission,
)
from tests.memory_log import MemoryLog
from tocsin.errors import DependencyDown, OutcomeUnknown
from tocsin.ids import case_id
from tocsin.sealed import Sealed, open_sealed

PDF = b"%PDF-1.7 an invented contract"
REPORTER = {"name": "Amina Invented", "email": "amina@example.org"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[IntakeWorld]:
    with intake_world(tmp_path) as world:
        yield world


def pdf(filename: str = "contract.pdf") -> Upload:
    return Upload(io.BytesIO(PDF), filename, "application/pdf")


def test_a_report_is_in_the_log_when_it_is_answered(world: IntakeWorld) -> None:
    receipt = world.reception.receive(submission(), uploads={}, channel="api")
    [event] = world.received()
    assert event.id == receipt.received_id
    assert event.case_id == receipt.case_id
    assert event.allegation.narrative == NARRATIVE
    assert event.channel == "api"
    assert event.time == world.clock.now()
    assert event.anonymous
    assert not receipt.repeated


def test_a_receipt_is_twenty_digits_in_four_groups(world: IntakeWorld) -> None:
    receipt = world.reception.receive(submission(), uploads={}, channel="form")
    assert receipt.receipt_code is not None
    assert [len(group) for group in receipt.receipt_code.split(" ")] == [5, 5, 5, 5]
    assert normalize(receipt.receipt_code) == receipt.receipt_code


@pytest.mark.parametrize("channel", ["import", "cli"])
def test_the_operators_channels_give_no_receipt(
    world: IntakeWorld, channel: Channel
) -> None:
    receipt = world.reception.receive(submission(), uploads={}, channel=channel)
    assert receipt.receipt_code is None
    assert world.ledger.waiting_receipts(limit=10) == []


def test_two_reports_without_a_key_are_two_cases(world: IntakeWorld) -> None:
    first = world.reception.receive(submission(), uploads={}, channel="api")
    second = world.reception.receive(submission(), uploads={}, channel="api")
    assert first.case_id != second.case_id
    assert first.receipt_code != second.receipt_code
    assert len(world.received()) == 2


def test_a_repeat_with_the_same_key_gets_the_same_answer_and_adds_nothing(
    world: IntakeWorld,
) -> None:
    first = world.reception.receive(
        submission(reporter=REPORTER), uploads={}, channel="api", idempotency_key="k1"
    )
    world.clock.sleep(3600)
    second = world.reception.receive(
        submission(reporter=REPORTER), uploads={}, channel="api", idempotency_key="k1"
    )
    assert second == replace(first, repeated=True)
    assert len(world.received()) == 1
    assert len(world.sealed()) == 1


def test_the_senders_own_id_makes_the_case(world: IntakeWorld) -> None:
    first = world.reception.receive(
        submission(id="ngo-17"), uploads={}, channel="import"
    )
    second = world.reception.receive(
        submission(id="ngo-17"), uploads={}, channel="cli", idempotency_key="another"
    )
    assert second == replace(first, repeated=True)
    assert first.case_id == case_id("operator\x1fid\x1fngo-17")
    [event] = world.received()
    assert event.external_id == "ngo-17"


def test_strangers_cannot_take_an_id_of_the_operators(world: IntakeWorld) -> None:
    stranger = world.reception.receive(
        submission(id="ngo-17", narrative="Squatted"), uploads={}, channel="api"
    )
    ours = world.reception.receive(
        submission(id="ngo-17"), uploads={}, channel="import"
    )
    assert stranger.case_id != ours.case_id


@pytest.mark.parametrize(
    "other",
    [
        {"narrative": "Something else"},
        {"reporter": {"name": "Somebody Else"}},
        {"id": "ngo-18"},
    ],
)
def test_the_same_key_for_another_report_is_a_conflict(
    world: IntakeWorld, other: dict[str, object]
) -> None:
    world.reception.receive(
        submission(), uploads={}, channel="api", idempotency_key="k"
    )
    with pytest.raises(KeyReused):
        world.reception.receive(
            submission(**other), uploads={}, channel="api", idempotency_key="k"
        )
    assert len(world.received()) == 1


def test_the_same_key_with_another_file_is_a_conflict(world: IntakeWorld) -> None:
    report = submission(evidence=[{"upload": "c"}])
    world.reception.receive(
        report, uploads={"c": pdf()}, channel="api", idempotency_key="k"
    )
    other = Upload(io.BytesIO(PDF + b"!"), "contract.pdf")
    with pytest.raises(KeyReused):
        world.reception.receive(
            report, uploads={"c": other}, channel="api", idempotency_key="k"
        )


def test_the_same_id_for_another_report_is_a_conflict(world: IntakeWorld) -> None:
    world.reception.receive(submission(id="a"), uploads={}, channel="api")
    with pytest.raises(KeyReused):
        world.reception.receive(
            submission(id="a", narrative="Other"), uploads={}, channel="api"
        )


def test_a_file_is_stored_before_the_event_names_it(world: IntakeWorld) -> None:
    report = submission(
        evidence=[
            {"kind": "contract", "upload": "c", "shows": "The fee"},
            {"text": "Ordinary text"},
        ]
    )
    world.reception.receive(
        report, uploads={"c": pdf("C:\\Users\\amina\\contract.pdf")}, channel="api"
    )
    [event] = world.received()
    with_file, with_text = event.allegation.evidence
    assert with_file.upload is None
    assert with_file.shows == "The fee"
    assert with_file.file is not None
    assert with_file.file.media_type == "application/pdf"
    assert with_file.file.size_bytes == len(PDF)
    assert with_file.file.filename == "contract.pdf"
    assert world.blobs.get(with_file.file.sha256) == PDF
    assert with_text.file is None


def test_who_reports_is_in_the_log_only_sealed(world: IntakeWorld) -> None:
    receipt = world.reception.receive(
        submission(reporter=REPORTER), uploads={}, channel="api"
    )
    [event] = world.received()
    assert not event.anonymous
    assert "Amina" not in event.model_dump_json()
    [sealed] = world.sealed()
    identity = open_sealed(
        Sealed(sealed.key_id, sealed.ciphertext),
        case=receipt.case_id,
        private_key=OFFICERS_KEY,
    )
    assert identity == (
        b'{"name":"Amina Invented","email":"amina@example.org",'
        b'"may_contact":false,"may_share":false}'
    )


def test_a_name_is_in_no_file_of_intake(world: IntakeWorld) -> None:
    world.reception.receive(
        submission(reporter=REPORTER, id="of Amina"),
        uploads={},
        channel="api",
        idempotency_key="Amina-1",
    )
    for file in world.folder.glob("intake.db*"):
        assert b"Amina" not in file.read_bytes()
        assert b"Veltrano" not in file.read_bytes()


def test_an_event_id_does_not_depend_on_who_reports(world: IntakeWorld) -> None:
    anonymous = world.reception.receive(
        submission(), uploads={}, channel="api", idempotency_key="k"
    )
    with intake_world(world.folder / "other") as other:
        named = other.reception.receive(
            submission(reporter=REPORTER),
            uploads={},
            channel="api",
            idempotency_key="k",
        )
    assert named.received_id == anonymous.received_id


def test_a_reporter_without_name_or_address_stays_anonymous(
    world: IntakeWorld,
) -> None:
    report = submission(reporter={"language": "es", "may_contact": False})
    world.reception.receive(report, uploads={}, channel="api")
    [event] = world.received()
    assert event.anonymous


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
                    report, uploads={"c": pdf()}, channel="api", idempotency_key="k"
                )
        assert world.received() == []
        receipt = world.reception.receive(
            report, uploads={"c": pdf()}, channel="api", idempotency_key="k"
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
    assert events_of(log, RECEIVED.name) == []


def test_a_file_that_nobody_sent_is_pointed_at(world: IntakeWorld) -> None:
    with pytest.raises(Refused) as refused:
        world.reception.receive(
            submission(evidence=[{"text": "a"}, {"upload": "c"}]),
            uploads={},
            channel="api",
        )
    [fault] = refused.value.faults
    assert fault.pointer == "/evidence/1/upload"
    assert fault.detail == "no form part of this name carries a file"


def test_a_file_that_no_evidence_names_is_refused(world: IntakeWorld) -> None:
    with pytest.raises(Refused) as refused:
        world.reception.receive(submission(), uploads={"c": pdf()}, channel="api")
    [fault] = refused.value.faults
    assert fault.detail == "a file was sent that no evidence names in upload"


def test_nobody_can_name_a_file_that_is_stored_already(world: IntakeWorld) -> None:
    stored = {"sha256": "0" * 64, "media_type": "text/plain", "size_bytes": 1}
    with pytest.raises(Refused) as refused:
        world.reception.receive(
            submission(evidence=[{"file": stored}]), uploads={}, channel="api"
        )
    assert refused.value.faults[0].pointer == "/evidence/0/file"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7" + b"x" * 100])
def test_an_empty_and_a_too_large_file_are_refused(
    tmp_path: Path, content: bytes
) -> None:
    with intake_world(tmp_path, limits=Limits(file_bytes_max=50)) as world:
        upload = Upload(io.BytesIO(content), "a.pdf")
        with pytest.raises(Refused) as refused:
            world.reception.receive(
                submission(evidence=[{"upload": "c"}]),
                uploads={"c": upload},
                channel="api",
            )
        assert refused.value.faults[0].pointer == "/evidence/0"
        assert world.received() == []


def test_a_report_larger_than_a_record_is_refused(tmp_path: Path) -> None:
    with intake_world(tmp_path, limits=Limits(allegation_bytes_max=1000)) as world:
        with pytest.raises(Refused, match="too-large"):
            world.reception.receive(
                submission(narrative="x" * 1000), uploads={}, channel="api"
            )
        assert world.received() == []


def test_a_refused_file_leaves_nothing_behind(world: IntakeWorld) -> None:
    program = Upload(io.BytesIO(b"\x7fELF program"), "contract.pdf")
    with pytest.raises(Refused, match="file-type-refused"):
        world.reception.receive(
            submission(evidence=[{"upload": "a"}, {"upload": "b"}]),
            uploads={"a": pdf(), "b": program},
            channel="api",
        )
    stored = [p for p in (world.folder / "blobs").rglob("*") if p.is_file()]
    assert stored == []
    assert world.received() == []
