"""Reception of files: what is stored, and what is refused."""

import io
from pathlib import Path

import pytest

from services.intake.files import Upload
from services.intake.limits import Limits
from services.intake.refusals import KeyReused, Refused
from tests.intake_world import (
    IntakeWorld,
    intake_world,
    submission,
)

PDF = b"%PDF-1.7 an invented contract"


def pdf(filename: str = "contract.pdf") -> Upload:
    return Upload(io.BytesIO(PDF), filename, "application/pdf")


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
    assert world.files.get(event.case_id, with_file.file.sha256) == PDF
    assert with_text.file is None


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
