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
