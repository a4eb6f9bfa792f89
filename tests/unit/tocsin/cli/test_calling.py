"""What every command does before, and with what goes wrong."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.pipeline.command_line import LIMIT_S, CommandLine


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


def test_a_command_whose_standard_files_are_closed_works_without_them(
    tmp_path: Path,
) -> None:
    tocsin = CommandLine(tmp_path / "data")
    shell = ["sh", "-c", '"$@" <&- >&- 2>&-', "sh", *tocsin.process("topics", "apply")]
    assert subprocess.run(shell, check=False, timeout=LIMIT_S).returncode == 0


def test_letters_that_the_locale_has_not_are_shown_by_number(tmp_path: Path) -> None:
    tocsin = CommandLine(tmp_path / "Café 茶")

    def shown(*words: str) -> str:
        environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
        return subprocess.run(
            tocsin.process("config", "show", *words),
            env=environment,
            capture_output=True,
            check=True,
            timeout=LIMIT_S,
        ).stdout.decode("latin-1")

    assert r"Café \u8336" in shown()
    told = shown("--json")
    assert r"Caf\u00e9 \u8336" in told
    assert json.loads(told)


@pytest.mark.parametrize("command", ["submit", "import"])
def test_a_folder_in_the_place_of_a_file_is_told(command: str, tmp_path: Path) -> None:
    answer = CommandLine(tmp_path / "data")(command, ".")
    assert (answer.code, answer.notes) == (1, "tocsin: .: Is a directory\n")
