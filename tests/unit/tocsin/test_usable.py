"""A data folder that cannot be used is told with the reason and the remedy."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pipeline.command_line import CommandLine
from tocsin.clock import SystemClock
from tocsin.errors import DependencyDown
from tocsin.settings import BadSettings, load_settings
from tocsin.usable import require_room, require_usable
from tocsin.wiring import database_url, open_log

NOBODY = 65534


@pytest.fixture
def as_nobody(tmp_path: Path) -> Iterator[None]:
    """Asked who we are we are not root, who may do everything."""
    if os.getuid() != 0:
        yield
        return
    parents = [p for p in tmp_path.parents if p.stat().st_mode & 0o005 != 0o005]
    modes = {path: path.stat().st_mode for path in parents}
    for path in parents:
        path.chmod(0o755)
    os.setresuid(NOBODY, -1, -1)
    yield
    os.setresuid(0, -1, -1)
    for path, mode in modes.items():
        path.chmod(mode)


@pytest.mark.usefixtures("as_nobody")
def test_a_folder_that_may_not_be_written_says_whose_it_is_and_what_to_do(
    tmp_path: Path,
) -> None:
    tmp_path.chmod(0o555)
    with pytest.raises(DependencyDown) as told:
        require_usable(tmp_path)
    assert f"may not read and write {tmp_path}, which belongs to" in told.value.why
    assert "chmod -R u+rwX" in told.value.why or "chown -R" in told.value.why


@pytest.mark.usefixtures("as_nobody")
def test_a_file_in_it_of_somebody_else_is_named(
    tmp_path: Path,
) -> None:
    tmp_path.chmod(0o777)
    log = tmp_path / "log.sqlite"
    log.write_bytes(b"")
    log.chmod(0o444)
    with pytest.raises(DependencyDown, match=r"may not read and write .*/log\.sqlite"):
        require_usable(tmp_path)


@pytest.mark.usefixtures("as_nobody")
def test_a_key_that_is_only_read_is_no_hindrance(
    tmp_path: Path,
) -> None:
    tmp_path.chmod(0o777)
    (tmp_path / "receipt.secret").write_bytes(b"x")
    (tmp_path / "receipt.secret").chmod(0o444)
    require_usable(tmp_path)


@pytest.mark.usefixtures("as_nobody")
def test_a_folder_that_cannot_be_made_names_the_one_above(
    tmp_path: Path,
) -> None:
    tmp_path.chmod(0o555)
    with pytest.raises(DependencyDown, match="make the folder there as"):
        require_usable(tmp_path / "above" / "data")


def test_a_folder_that_can_be_made_is_usable_and_not_made(tmp_path: Path) -> None:
    require_usable(tmp_path / "above" / "data")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("below", ["", "below"])
def test_a_file_is_no_folder(tmp_path: Path, below: str) -> None:
    file = tmp_path / "data"
    file.write_text("", "utf-8")
    with pytest.raises(DependencyDown, match=f"{file} is a file: name a folder"):
        require_usable(file / below)


def test_whatever_opens_the_folder_first_says_so(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.write_text("", "utf-8")
    settings = load_settings(data=file)
    with pytest.raises(DependencyDown, match="is a file"):
        open_log(settings, SystemClock())
    with pytest.raises(DependencyDown, match="is a file"):
        database_url(settings)


def test_a_disk_without_room_is_told_at_the_start() -> None:
    # A file system that holds nothing, on every Linux.
    with pytest.raises(DependencyDown, match="only 0 KiB free: make room on it"):
        require_room(Path("/proc"))


def test_a_doctor_says_what_is_wrong_with_the_folder(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.write_text("", "utf-8")
    problems = CommandLine(file)("doctor", "--json").told["problems"]
    assert "is a file" in problems["data folder"]
    assert "log" not in problems


def test_a_folder_without_a_name_is_not_the_current_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = CommandLine(tmp_path / "data", ("--data", ""))("topics", "apply")
    assert answer.code == 2
    assert "name a folder" in answer.notes
    assert list(tmp_path.iterdir()) == []


def test_a_setting_without_a_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_DATA", "")
    with pytest.raises(BadSettings, match="data: name a folder"):
        load_settings()
