"""Options that every command takes, and how they become settings."""

import shlex
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from tocsin.settings import SECRETS, BadSettings, Settings, load_settings

Data = Annotated[
    Path | None,
    typer.Option("--data", help="Folder of the embedded log, index and files."),
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Any setting; may be repeated."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def settings_from(
    data: Path | None, given: list[str] | None, **flags: object
) -> Settings:
    """The settings of a command.

    Raises:
        BadSettings: a setting that is not known or makes no sense.
    """
    named: dict[str, object] = {}
    for pair in given or ():
        name, equals, value = pair.partition("=")
        if not equals or name not in Settings.model_fields:
            known = ", ".join(Settings.model_fields)
            raise BadSettings(f"--set {name}: give NAME=VALUE; known are {known}")
        named[name] = value
    return load_settings(**{**named, "data": data, **flags})


def on_the_same(command: str, arguments: Sequence[str]) -> str:
    """A command line on the installation that other arguments are for.

    Args:
        command: its name.
        arguments: of the command that was given; secrets among them are left out.
    """
    parser = ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--data")
    parser.add_argument("--set", action="append", default=[])
    given = parser.parse_known_args(arguments)[0]
    words = ["tocsin", command]
    if given.data is not None:
        words += ["--data", given.data]
    for pair in given.set:
        name, _, value = pair.partition("=")
        # The password of an address stands before an @.
        is_hidden = name in SECRETS or "@" in value
        words += ["--set", f"{name}=..." if is_hidden else pair]
    return shlex.join(words)
