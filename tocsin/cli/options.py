"""Options that every command takes, and how they become settings.

A command that begins an installation, or needs none, takes `settings_from`; all others
take `settings_of`, so that a mistyped folder is told and not made.
"""

import shlex
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from tocsin.errors import NotFound
from tocsin.folders import is_begun
from tocsin.settings import (
    EMBEDDED,
    SECRETS,
    BadSettings,
    Settings,
    load_settings,
)
from tocsin.usable import require_usable


def _folder(text: str) -> Path:
    """A folder by its name; without one the current folder would be taken."""
    if not text.strip():
        raise typer.BadParameter("name a folder; the current one is `.`")
    return Path(text)


Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        parser=_folder,
        metavar="PATH",
        help="Folder of the embedded log, index and files.",
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Any setting; may be repeated."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


Engine = Literal["log_url", "index_url", "database_url"]
"""A setting that says where one is."""


class NoInstallation(NotFound):
    """A folder in which nothing was begun; says where, and how to mend it."""

    def __init__(self, folder: Path) -> None:
        """Name the folder from the root: what it is relative to may be the mistake."""
        super().__init__(
            f"there is no Tocsin folder at {folder.absolute()}: name the one that there"
            " is with --data, or begin one with `tocsin up`"
        )


def settings_of(
    data: Path | None, given: list[str] | None, *opened: Engine
) -> Settings:
    """The settings of a command on an installation that is there already.

    Args:
        data: as `settings_from` takes it.
        given: as `settings_from` takes it.
        opened: what the command opens; where one of it is embedded, the folder has to
            be there.

    Raises:
        BadSettings: a setting that is not known or makes no sense.
        DependencyDown: the folder cannot be used.
        NoInstallation: it is not there.
    """
    settings = settings_from(data, given)
    is_embedded = any(getattr(settings, name) == EMBEDDED for name in opened)
    if is_embedded:
        require_usable(settings.data)
    if is_embedded and not is_begun(settings):
        raise NoInstallation(settings.data)
    return settings


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
    options = {"data": data, **flags}
    # An option that is not given must not hide the setting of the same name.
    named.update({name: value for name, value in options.items() if value is not None})
    return load_settings(**named)


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
