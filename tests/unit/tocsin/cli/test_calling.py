"""What every command does before, and with what goes wrong."""

import os
from pathlib import Path

import pytest

from tests.pipeline.command_line import CommandLine


@pytest.mark.parametrize(
    "words",
    [
        (b"search", b"\xff"),
        (b"import", b"bad\xff.jsonl"),
        (b"status", b"--set", b"worker=\xff"),
        (b"show", b"\xed\xa0\x80"),
        (b"\xff",),
    ],
)
def test_an_argument_that_is_not_utf_8_is_named_and_refused(
    words: tuple[bytes, ...], tmp_path: Path
) -> None:
    answer = CommandLine(tmp_path / "data")(*map(os.fsdecode, words))
    assert answer.code == 2
    bad = words[-1].decode(errors="backslashreplace")
    assert f"argument {len(words)}, {bad}, is not UTF-8" in answer.notes
    assert not (tmp_path / "data").exists()


def test_an_index_of_another_version_names_the_whole_command_that_mends_it(
    tmp_path: Path,
) -> None:
    data = tmp_path / "my data"
    tocsin = CommandLine(data, ("--set", "worker=2", "--set=receipt_secret=hush"))
    assert tocsin("topics", "apply").code == 0
    (data / "index" / "gen-0001" / "mapping").write_text("00000000")
    answer = tocsin("search", "passport")
    assert answer.code == 1
    assert answer.notes.endswith(
        f": run tocsin rebuild --data '{data}' --set worker=2"
        " --set receipt_secret=...\n"
    )
