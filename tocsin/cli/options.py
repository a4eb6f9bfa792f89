"""Options that every command takes, and how they become settings."""

from pathlib import Path
from typing import Annotated

import typer

from tocsin.settings import BadSettings, Settings, load_settings

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
