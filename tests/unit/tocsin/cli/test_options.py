"""A folder that is not there: told by what reads, made by what begins."""

import json
from pathlib import Path

import pytest

from tests.docs.test_cli_page import COMMANDS as ALL
from tests.pipeline.command_line import CommandLine
from tocsin.cli.options import settings_from

STORY = json.dumps({"narrative": "Passports are kept in Klang."})
ID = "ceeeeeeeeeeeeeeeeeee"
READING = (
    "search",
    "search passports --json",
    f"show {ID}",
    "status",
    "verify",
    "wait",
    "rebuild",
    "backup elsewhere",
    f"export {ID} --format json",
    f"erase {ID} --reason asked --yes",
    "enrich --stale",
    "dead-letters list",
    f"dead-letters show {ID}",
    f"dead-letters replay {ID}",
    f"dead-letters discard {ID} --why known",
    "keys list",
    "keys rotate",
    "audit list",
    "audit verify",
    "accounts link",
    "database upgrade",
    "lists update cbp.csv",
)


def test_a_setting_that_has_an_option_of_its_own_can_be_set_too() -> None:
    given = ["data=elsewhere", "port=9000"]
    settings = settings_from(None, given, port=None)
    assert (settings.data, settings.port) == (Path("elsewhere"), 9000)
    settings = settings_from(Path("here"), given, port=9001)
    assert (settings.data, settings.port) == (Path("here"), 9001)


def test_no_other_command_makes_a_folder_than_those_that_may() -> None:
    others = {
        name
        for name in ALL
        if not any(f"{words} ".startswith(f"{name} ") for words in READING)
    }
    begins = {"up", "demo", "submit", "import", "topics apply", "restore"}
    assert others - begins == {"config show", "doctor", "lists show", "topics users"}


@pytest.mark.parametrize("words", READING)
@pytest.mark.parametrize("found", ["nothing", "something else"])
def test_a_command_that_begins_nothing_says_where_no_installation_is(
    words: str, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    mine = tmp_path / "dta" / "letter.txt"
    if found != "nothing":
        mine.parent.mkdir()
        mine.write_text("mine", "utf-8")
    answer = CommandLine(Path("dta"))(*words.split())
    assert answer.code == 3
    assert answer.out == ""
    assert answer.notes == (
        f"tocsin: there is no Tocsin folder at {tmp_path / 'dta'}: name the one that"
        " there is with --data, or begin one with `tocsin up`\n"
    )
    assert list(tmp_path.rglob("*")) == (
        [] if found == "nothing" else [mine.parent, mine]
    )


def test_what_needs_no_installation_answers_without_one_and_makes_none(
    tmp_path: Path,
) -> None:
    tocsin = CommandLine(tmp_path / "data")
    shown = tocsin("config", "show", "--json")
    assert (shown.code, shown.told["data"]) == (0, str(tmp_path / "data"))
    assert tocsin("lists", "show", "--json").code == 0
    doctor = tocsin("doctor", "--json", "--set", "weak_sandbox=true")
    assert doctor.code == 1
    assert list(doctor.told["problems"]) == ["data folder"]
    assert list(tmp_path.iterdir()) == []


def test_a_doctor_names_what_production_has_not_been_given(tmp_path: Path) -> None:
    answer = CommandLine(tmp_path / "data")(
        "doctor", "--json", "--set", "environment=production"
    )
    assert {"data folder", "officers' key", "receipt secret"} <= (
        answer.told["problems"].keys()
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", ["submit -", "topics apply"])
def test_a_command_that_begins_an_installation_makes_its_folder(
    words: str, tmp_path: Path
) -> None:
    tocsin = CommandLine(tmp_path / "new" / "data")
    assert tocsin(*words.split(), stdin=STORY).code == 0
    assert tocsin("search", "--json").told["total"] == 0


def test_engines_elsewhere_need_no_folder(tmp_path: Path) -> None:
    answer = CommandLine(tmp_path / "data")(
        "database", "upgrade", "--set", f"database_url=sqlite:///{tmp_path}/shared"
    )
    assert answer.code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["shared"]
