"""A backup by hand: the data folder, copied while nothing runs."""

import shutil
from pathlib import Path

import pytest

from tests.pipeline.command_line import CommandLine

REPORT = '{"id": "file-17", "narrative": "At Orvane Mills passports are kept."}'


@pytest.fixture
def folder(tmp_path: Path) -> CommandLine:
    """An installation with one case in its index."""
    tocsin = CommandLine(tmp_path / "data")
    assert tocsin("submit", "-", "--json", stdin=REPORT).told["repeated"] is False
    assert tocsin("rebuild", "--json").told == {"cases": 1}
    return tocsin


def copied(tocsin: CommandLine) -> CommandLine:
    copy = tocsin.data.with_name("copy")
    shutil.copytree(tocsin.data, copy)
    return CommandLine(copy)


def test_a_copied_folder_is_the_same_installation(folder: CommandLine) -> None:
    copy = copied(folder)
    shutil.rmtree(folder.data)
    assert copy("submit", "-", "--json", stdin=REPORT).told["repeated"] is True
    assert copy("rebuild", "--json").told == {"cases": 1}
    assert copy("search", "orvane", "--json").told["total"] == 1
    told = copy("verify", "--json").told
    assert (told["accepted"], told["lost"], told["phantom"]) == (1, 0, 0)
    assert copy("audit", "verify", "--json").told["holds"] is True


def test_a_case_erased_after_the_copy_is_erased_in_it_once_more(
    folder: CommandLine,
) -> None:
    copy = copied(folder)
    (case,) = (c["case_id"] for c in folder("search", "--json").told["cases"])
    erasing = ("erase", case, "--reason", "erased before the restore", "--yes")
    assert folder(*erasing).code == 0
    assert copy("search", "orvane", "--json").told["total"] == 1
    assert copy("audit", "list", "--json").told == []
    assert copy(*erasing).code == 0
    assert copy("search", "orvane", "--json").told["total"] == 0
    assert copy("rebuild", "--json").told == {"cases": 1}
    assert copy("search", "orvane", "--json").told["total"] == 0
