"""Every command: where it is, and what the list of commands says of it.

Only the command that is asked for is imported: with all of their libraries they take
three seconds.
"""

from collections.abc import Container, Mapping
from importlib import import_module
from importlib.metadata import version
from types import MappingProxyType
from typing import Annotated, NamedTuple

import typer


class Command(NamedTuple):
    """A command, or a group of them, before it is imported.

    Attributes:
        place: module:name in this package, of a function or of a Typer app.
        help: the first paragraph of its own help.
    """

    place: str
    help: str


COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        "up": Command("serving:up", "Run all services at one address until Ctrl-C."),
        "demo": Command(
            "serving:demo",
            "Load the sample allegations, show what comes of them, and go on serving.",
        ),
        "submit": Command("submitting:submit", "Submit one report."),
        "import": Command(
            "importing:import_",
            "Import reports. Run it again after a break: nothing is added twice.",
        ),
        "search": Command("searching:search", "Search cases."),
        "show": Command("looking:show", "Show one case."),
        "status": Command("looking:status", "Say how far behind the stages are."),
        "export": Command("exporting:export", "Write one case as PDF, JSON or CSV."),
        "wait": Command(
            "waiting:wait",
            "Wait until all that was accepted is searchable or in the dead letters.",
        ),
        "enrich": Command(
            "enriching:enrich",
            "Say what texts hold, or put stale cases through enrichment again.",
        ),
        "erase": Command(
            "erasing:erase",
            "Erase cases for good: their texts, files, receipts, and who reported.",
        ),
        "rebuild": Command(
            "operating:rebuild",
            "Make the index again from the log, beside the live one, and swap.",
        ),
        "verify": Command(
            "operating:verify",
            "Check that every accepted allegation is searchable or in the dead"
            " letters.",
        ),
        "doctor": Command(
            "examining:doctor",
            "Look at everything that Tocsin needs, and say what to mend.",
        ),
        "backup": Command(
            "backing_up:backup",
            "Copy the embedded installation, also while it runs; the keys are not"
            " in it.",
        ),
        "restore": Command(
            "backing_up:restore",
            "Make an installation of a backup, without the cases that were erased"
            " since.",
        ),
        "dead-letters": Command(
            "letters:app",
            "Records that a stage could not handle.",
        ),
        "keys": Command("rotating:app", "The keys of cases."),
        "audit": Command("auditing:app", "What was done that cannot be undone."),
        "accounts": Command("accounts:app", "The accounts of the desk."),
        "database": Command("database:app", "The database of receipts and accounts."),
        "lists": Command("lists:app", "The official lists."),
        "topics": Command("topics:app", "The topics of the log."),
        "config": Command("configuring:app", "The settings."),
    }
)


def app_with(names: Container[str]) -> typer.Typer:
    """The command line; those named can be called, the others are only listed."""
    app = typer.Typer(
        callback=_tocsin,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for name, command in COMMANDS.items():
        if name in names:
            _add(app, name, command)
        else:
            app.command(name=name, help=command.help)(_not_imported)
    return app


def _add(app: typer.Typer, name: str, command: Command) -> None:
    module, _, attribute = command.place.partition(":")
    found = getattr(import_module(f"tocsin.cli.{module}"), attribute)
    if isinstance(found, typer.Typer):
        app.add_typer(found, name=name)
    else:
        app.command(name=name)(found)


def _tell_version(is_asked: bool) -> None:  # noqa: FBT001 - Typer's callback
    if is_asked:
        typer.echo(f"tocsin {version('tocsin')}")
        raise typer.Exit


def _tocsin(
    *,
    version_: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Show the version and exit.",
            callback=_tell_version,
            is_eager=True,
        ),
    ] = False,
) -> None:
    """Tocsin: allegations of forced labor into searchable, explained cases."""


def _not_imported() -> None:
    """Stand for a command that nobody calls."""
