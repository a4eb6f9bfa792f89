"""A backup that is made while people report, and what a restore makes of it."""

import io
import json
import shutil
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from schemas.events import AllegationReceived
from schemas.submission import Submission
from schemas.topics import ENRICHED, RECEIVED
from services.intake.files import Upload
from services.intake.reception import Receipt, Reception
from services.intake.service import open_reception
from tests.pipeline.command_line import LIMIT_S, CommandLine
from tests.pipeline.station import NAME, STORY, Station, files_with
from tests.vaults import vault_of
from tocsin.clock import SystemClock
from tocsin.errors import Erased
from tocsin.settings import Settings, load_settings

OTHER = "Nobody was paid at Orvane Mills."
WRITERS = 3
KEYS = ("keys", "receipt.secret")


@pytest.fixture
def target(settings: Settings) -> CommandLine:
    """Another folder, empty."""
    return CommandLine(settings.data.with_name("restored"))


def backed_up(station: Station) -> Path:
    folder = station.settings.data.with_name("backup")
    answer = CommandLine(station.settings.data)("backup", str(folder), "--json")
    assert answer.code == 0, answer.notes
    return folder


def put_keys(station: Station, target: CommandLine) -> None:
    """What an operator keeps apart from backups, put back."""
    target.data.mkdir()
    shutil.copytree(station.settings.data / "keys", target.data / "keys")
    shutil.copy(station.settings.data / "receipt.secret", target.data)


class Sender(threading.Thread):
    """Sends reports with a file each, one after the other, until it is told to stop."""

    def __init__(self, reception: Reception, name: str) -> None:
        super().__init__(name=name)
        self.stopped = threading.Event()
        self.answered: list[Receipt] = []
        self._sent = threading.Semaphore(0)
        self._reception = reception

    def run(self) -> None:
        while not self.stopped.is_set():
            self.answered.append(send(self._reception, self.name, len(self.answered)))
            self._sent.release()

    def await_more(self, reports: int) -> None:
        """Wait until so many more were answered."""
        for _ in range(reports):
            assert self._sent.acquire(timeout=LIMIT_S)


def send(reception: Reception, name: str, number: int) -> Receipt:
    submission = Submission.model_validate(
        {
            "id": f"{name}-{number}",
            "narrative": f"At Orvane Mills shift {number} goes unpaid, says {name}.",
            "evidence": [{"upload": "list"}],
        }
    )
    upload = Upload(io.BytesIO(f"Nights of {name}-{number}".encode()), "nights.txt")
    return reception.receive(submission, uploads={"list": upload}, channel="form")


@pytest.fixture
def drill(station: Station, target: CommandLine) -> tuple[list[Receipt], list[Sender]]:
    """Reports that were answered before a backup, and all senders; it is restored."""
    with open_reception(station.settings, station.log, station.clock) as reception:
        senders = [Sender(reception, f"sender{n}") for n in range(WRITERS)]
        for sender in senders:
            sender.start()
        try:
            for sender in senders:
                sender.await_more(5)
            before = [receipt for s in senders for receipt in list(s.answered)]
            folder = backed_up(station)
            for sender in senders:
                sender.await_more(len(sender.answered) - 5 + 3)
        finally:
            for sender in senders:
                sender.stopped.set()
                sender.join()
    put_keys(station, target)
    answer = target("restore", str(folder), "--none-erased", "--json")
    assert answer.code == 0, answer.notes
    assert answer.told["phantom"] == answer.told["lost"] == 0
    return before, senders


def test_what_was_answered_before_a_backup_is_in_it_though_writing_goes_on(
    target: CommandLine, drill: tuple[list[Receipt], list[Sender]]
) -> None:
    before, senders = drill
    settings = load_settings(data=target.data)
    with ExitStack() as stack:
        restored = Station(settings, stack)
        cases = restored.stages().keys()
        assert {receipt.case_id for receipt in before} <= cases
        assert cases < {receipt.case_id for s in senders for receipt in s.answered}
        for case in cases:
            [record] = restored.records(RECEIVED.name, case)
            event = restored.vault.codec.decode(record)
            assert isinstance(event, AllegationReceived)
            (item,) = event.allegation.evidence
            assert item.file is not None
            content = restored.vault.files.get(case, item.file.sha256)
            assert content.startswith(b"Nights of sender")


def test_what_came_after_it_is_taken_in_when_it_is_sent_again(
    target: CommandLine, drill: tuple[list[Receipt], list[Sender]]
) -> None:
    _, senders = drill
    settings = load_settings(data=target.data)
    with ExitStack() as stack:
        restored = Station(settings, stack)
        known = restored.stages().keys()
        with open_reception(settings, restored.log, restored.clock) as reception:
            for sender in senders:
                for number, first in enumerate(sender.answered):
                    again = send(reception, sender.name, number)
                    assert again.case_id == first.case_id
                    assert again.receipt_code == first.receipt_code
                    assert again.repeated or first.case_id not in known
        restored.fold()
        every = {receipt.case_id for s in senders for receipt in s.answered}
        assert restored.stages().keys() == every
        found = restored.verify()
        assert (found.accepted, found.phantom) == (len(every), 0)


@pytest.fixture
def erased(station: Station, target: CommandLine) -> tuple[str, str, Path]:
    """A case that was erased after the backup, another one, and the backup."""
    case = station.report("first", STORY, NAME)
    other = station.report("second", OTHER, "Ines Dorval")
    station.log.append([station.find(case), station.find(other)])
    station.fold()
    folder = backed_up(station)
    answer = CommandLine(station.settings.data)(
        "erase", case, "--reason", "the reporter asked", "--yes"
    )
    assert answer.code == 0
    put_keys(station, target)
    return case, other, folder


def test_a_name_that_was_erased_after_the_backup_is_nowhere_after_a_restore(
    station: Station, target: CommandLine, erased: tuple[str, str, Path]
) -> None:
    case, other, folder = erased
    list_ = station.settings.data / "erasures.txt"
    answer = target("restore", str(folder), "--erased", str(list_), "--json")
    assert answer.code == 0, answer.notes
    told = answer.told
    assert (told["erased_again"], told["accepted"], told["erased"]) == (1, 2, 1)
    assert (told["searchable"], told["lost"], told["audit_fault"]) == (1, 0, None)
    assert files_with(target.data, NAME) == []
    assert not (target.data / "blobs" / case[:2] / case).exists()
    assert target("search", "quillbourne", "--json").told["total"] == 0
    assert target("search", "orvane", "--json").told["total"] == 1
    assert target("audit", "verify", "--json").told["holds"] is True
    with ExitStack() as stack:
        restored = Station(load_settings(data=target.data), stack)
        with vault_of(restored.settings, SystemClock()) as vault:
            for topic in (RECEIVED.name, ENRICHED.name):
                [record] = restored.records(topic, case)
                with pytest.raises(Erased):
                    vault.codec.decode(record)
        assert restored.stages() == {case: "erased", other: "enriched"}


def test_a_restore_must_be_told_what_was_erased(
    target: CommandLine, erased: tuple[str, str, Path]
) -> None:
    _, _, folder = erased
    answer = target("restore", str(folder))
    assert answer.code == 2
    assert "--none-erased" in answer.notes
    assert sorted(path.name for path in target.data.iterdir()) == sorted(KEYS)


def test_a_backup_that_brought_a_case_back_is_mended_by_the_same_list(
    station: Station, target: CommandLine, erased: tuple[str, str, Path]
) -> None:
    case, _, folder = erased
    assert target("restore", str(folder), "--none-erased").code == 0
    assert target("search", "quillbourne", "--json").told["total"] == 1
    list_ = str(station.settings.data / "erasures.txt")
    again = ("erase", "--again", list_, "--reason", "restored", "--yes", "--json")
    assert target(*again).told == {"erased": [case]}
    assert target(*again).told == {"erased": []}
    assert files_with(target.data, NAME) == []


def test_no_key_and_no_index_is_in_a_backup(station: Station) -> None:
    station.report("first", STORY, NAME)
    station.fold()
    folder = backed_up(station)
    places = {path.relative_to(folder).parts[0] for path in folder.rglob("*")}
    assert places == {"manifest.json", "log.sqlite", "intake.sqlite", "blobs"}
    assert files_with(folder, f"{NAME} PRIVATE") == []
    secret = (station.settings.data / "receipt.secret").read_bytes()
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert [path for path in files if secret in path.read_bytes()] == []
    assert {path.stat().st_mode & 0o077 for path in files} == {0}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup with one case, and a target that has the keys, side by side."""
    base = tmp_path_factory.mktemp("kept")
    with ExitStack() as stack:
        station = Station(load_settings(data=base / "data"), stack)
        station.report("first", STORY, NAME)
        put_keys(station, CommandLine(base / "restored"))
        backed_up(station)
    return base


@pytest.fixture
def folder(kept: Path, target: CommandLine) -> Path:
    """A backup of one's own to spoil; the target has the keys."""
    base = target.data.parent
    shutil.copytree(kept / "restored", target.data)
    shutil.copytree(kept / "backup", base / "backup")
    return base / "backup"


def refusal(target: CommandLine, folder: Path) -> str:
    """Why a restore does nothing; it leaves nothing behind."""
    before = sorted(path.name for path in target.data.iterdir())
    answer = target("restore", str(folder), "--none-erased")
    assert answer.code == 1
    assert sorted(path.name for path in target.data.iterdir()) == before
    return " ".join(answer.notes.split())


def test_a_folder_that_holds_something_is_refused(
    target: CommandLine, folder: Path
) -> None:
    (target.data / "notes.txt").write_text("mine")
    assert "not empty, it holds notes.txt" in refusal(target, folder)


@pytest.mark.parametrize("name", ["log.sqlite", "intake.sqlite"])
def test_a_part_that_was_changed_is_refused(
    target: CommandLine, folder: Path, name: str
) -> None:
    content = bytearray((folder / name).read_bytes())
    content[-1] ^= 1
    (folder / name).write_bytes(content)
    assert f"broken: {name} is not what" in refusal(target, folder)


def test_a_part_that_is_missing_is_refused(target: CommandLine, folder: Path) -> None:
    next(path for path in (folder / "blobs").rglob("*") if path.is_file()).unlink()
    assert "the backup is broken: blobs/" in refusal(target, folder)


def test_an_unfinished_backup_is_refused(target: CommandLine, folder: Path) -> None:
    (folder / "manifest.json").unlink()
    assert "no manifest.json in it" in refusal(target, folder)


@pytest.mark.parametrize("path", ["../escaped", "/etc/escaped", "keys/officers.pem"])
def test_a_part_that_would_land_elsewhere_is_refused(
    target: CommandLine, folder: Path, path: str
) -> None:
    told = json.loads((folder / "manifest.json").read_bytes())
    told["parts"][0]["path"] = path
    (folder / "manifest.json").write_text(json.dumps(told))
    assert "no manifest that this Tocsin can read" in refusal(target, folder)


def test_a_restore_without_the_master_key_is_refused(
    target: CommandLine, folder: Path
) -> None:
    shutil.rmtree(target.data / "keys" / "master")
    assert "put the master keys back first" in refusal(target, folder)


def test_a_restore_with_another_master_key_is_refused(
    target: CommandLine, folder: Path, tmp_path: Path
) -> None:
    stranger = CommandLine(tmp_path / "stranger")
    assert stranger("topics", "apply").code == 0
    assert stranger("keys", "list").code == 0
    shutil.rmtree(target.data / "keys")
    shutil.copytree(stranger.data / "keys", target.data / "keys")
    assert "put master key" in refusal(target, folder)


def test_a_restore_without_the_receipt_secret_is_refused(
    target: CommandLine, folder: Path
) -> None:
    (target.data / "receipt.secret").unlink()
    assert "put receipt.secret back first" in refusal(target, folder)


def test_a_backup_is_not_made_into_a_full_folder_nor_into_the_data(
    station: Station, folder: Path
) -> None:
    tocsin = CommandLine(station.settings.data)
    assert (folder / "manifest.json").exists()
    assert tocsin("backup", str(folder)).code == 1
    assert tocsin("backup", str(station.settings.data / "backup")).code == 1
    assert not (station.settings.data / "backup").exists()


def test_a_backup_of_nothing_is_refused(target: CommandLine, tmp_path: Path) -> None:
    assert target("backup", str(tmp_path / "backup")).code == 3
    assert not target.data.exists()


def test_kafka_is_not_backed_up_by_the_command(
    station: Station, tmp_path: Path
) -> None:
    tocsin = CommandLine(station.settings.data)
    kafka = ("--set", "log_url=kafka://127.0.0.1:1")
    answer = tocsin("backup", str(tmp_path / "backup"), *kafka)
    assert answer.code == 2
    assert "log_url is not `embedded`" in answer.notes
