import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from tests.pipeline.command_line import CommandLine
from tocsin.cli.commands import COMMANDS, app_with
from tocsin.cli.main import run
from tocsin.version import CODE_VERSION

# Seconds of imports, each of them, that these commands have no use for.
HEAVY = ("spacy", "scipy", "fastapi", "faust")
_RUN = f"""
import sys
from tocsin.cli.main import run
try:
    run()
finally:
    sys.stderr.write(" ".join(["imported:", *(m for m in {HEAVY} if m in sys.modules)]))
"""


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_a_command_what_its_own_help_says(name: str) -> None:
    whole = typer.main.get_group(app_with(COMMANDS)).commands
    first, _, _ = (whole[name].help or "").partition("\n\n")
    assert COMMANDS[name].help == " ".join(first.split())


@pytest.mark.parametrize(
    "words", ["--help", "config show", "search passports", "status", "enrich --stale"]
)
def test_a_command_imports_no_library_that_it_has_no_use_for(
    words: str, tmp_path: Path
) -> None:
    assert CommandLine(tmp_path)("topics", "apply").code == 0
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *words.split()],
        env={"TOCSIN_DATA": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "imported:")


def test_the_command_tells_its_version(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["tocsin", "--version"])
    with pytest.raises(SystemExit) as ended:
        run()
    told = (ended.value.code, capsys.readouterr().out)
    assert told == (0, f"tocsin {CODE_VERSION}\n")


def test_ctrl_c_while_a_command_is_imported_ends_without_a_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tocsin.cli.calling.app_with", interrupted)
    with pytest.raises(SystemExit) as ended:
        run()
    assert ended.value.code == 130
    assert capsys.readouterr().err == ""
