"""A folder is served by one group; how that ends is the kernel's business."""

from pathlib import Path

import pytest

from tests.pipeline.command_line import CommandLine
from tocsin.cli.claim import alone_on
from tocsin.errors import Conflict, DependencyDown


def test_a_second_group_is_told_so_until_the_first_is_over(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with alone_on(data):
        with pytest.raises(Conflict, match="stop that one"), alone_on(data):
            pass
        with alone_on(tmp_path / "other"):
            pass
    with alone_on(data):
        pass


@pytest.mark.parametrize("command", ["up", "demo"])
def test_a_second_command_on_a_folder_ends_before_anything_starts(
    command: str, tmp_path: Path
) -> None:
    with alone_on(tmp_path):
        answer = CommandLine(tmp_path)(command)
    assert answer.code == 4
    assert "another `tocsin up` or `tocsin demo` serves" in answer.notes
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.write_text("", "utf-8")
    with pytest.raises(DependencyDown, match=r"data is not available"), alone_on(file):
        pass


def test_a_doctor_names_each_part_that_a_bad_folder_spoils(tmp_path: Path) -> None:
    (tmp_path / "log.sqlite").mkdir()
    (tmp_path / "index").write_text("", "utf-8")
    (tmp_path / "keys").write_text("", "utf-8")
    answer = CommandLine(tmp_path)("doctor", "--json")
    assert answer.code == 1
    assert {"log", "index", "master key"} <= answer.told["problems"].keys()


def test_a_file_that_cannot_be_written_is_no_crash(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.write_text("", "utf-8")
    answer = CommandLine(file)("topics", "apply")
    assert answer.code == 5
    assert answer.notes.startswith("tocsin: ")
