"""Reception: what is in the log after it has answered."""

from dataclasses import replace
from pathlib import Path

import pytest

from schemas.events import Channel
from services.intake.limits import Limits
from services.intake.receipts import normalize
from services.intake.refusals import KeyReused, Refused
from tests.intake_world import (
    NARRATIVE,
    OFFICERS_KEY,
    IntakeWorld,
    intake_world,
    submission,
)
from tocsin.ids import case_id
from tocsin.sealed import Sealed, open_sealed

REPORTER = {"name": "Amina Invented", "email": "amina@example.org"}


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


def test_the_same_id_for_another_report_is_a_conflict(world: IntakeWorld) -> None:
    world.reception.receive(submission(id="a"), uploads={}, channel="api")
    with pytest.raises(KeyReused):
        world.reception.receive(
            submission(id="a", narrative="Other"), uploads={}, channel="api"
        )


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


def test_a_report_larger_than_a_record_is_refused(tmp_path: Path) -> None:
    with intake_world(tmp_path, limits=Limits(allegation_bytes_max=1000)) as world:
        with pytest.raises(Refused, match="too-large"):
            world.reception.receive(
                submission(narrative="x" * 1000), uploads={}, channel="api"
            )
        assert world.received() == []
