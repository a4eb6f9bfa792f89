"""The page of the command line equals the commands."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

from tests.docs.pages import codes, page, rows
from tocsin.cli import commands
from tocsin.cli.exit_code import ExitCode

PAGE = page("reference/cli.md")
SHARED = ("--data", "--set", "--json")
SECTIONS: dict[str, str] = dict(
    re.findall(
        r"^### tocsin ([\w -]+)\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL
    )
)


def _commands(command: Any, name: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Full name and command of each leaf. Typer gives its classes no public types."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield " ".join(name), command
        return
    for word, sub in inner.items():
        yield from _commands(sub, (*name, word))


COMMANDS = dict(_commands(typer.main.get_command(commands.app_with(commands.COMMANDS))))


def _taken(command: Any) -> list[str]:
    return [
        parameter.opts[0]
        if parameter.param_type_name == "option"
        else parameter.name.upper()
        for parameter in command.params
    ]


def test_the_page_has_each_command() -> None:
    assert set(SECTIONS) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_page_has_what_a_command_takes(name: str) -> None:
    own = [taken for taken in _taken(COMMANDS[name]) if taken not in SHARED]
    assert list(rows(SECTIONS[name])) == own


@pytest.mark.parametrize("name", COMMANDS)
def test_the_page_says_of_a_command_what_its_help_says(name: str) -> None:
    said = " ".join(SECTIONS[name].strip().partition("\n\n")[0].split())
    assert said == " ".join(COMMANDS[name].help.split())


def test_each_command_takes_a_folder_and_settings() -> None:
    without = [
        name
        for name, command in COMMANDS.items()
        if not {"--data", "--set"} <= set(_taken(command))
    ]
    assert without == []


def test_the_page_says_which_commands_print_no_json_on_demand() -> None:
    shared = rows(PAGE, "Every command")
    assert tuple(shared) == SHARED
    named = set(codes(shared["--json"][0]))
    assert named == {
        name for name, command in COMMANDS.items() if "--json" not in _taken(command)
    }


def test_the_page_has_each_exit_code() -> None:
    told = {
        code: codes(cells[0])[0] for code, cells in rows(PAGE, "Exit codes").items()
    }
    assert told == {str(code.value): code.name for code in ExitCode}
