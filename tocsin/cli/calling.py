"""The command line. Exit codes: 0 ok, 1 failure, 2 usage, 3 not found, 4 conflict,
5 a dependency is down.
"""

import sys
from collections.abc import Sequence
from io import TextIOWrapper

from tocsin.cli.commands import app_with
from tocsin.cli.exit_code import ExitCode
from tocsin.cli.options import on_the_same
from tocsin.cli.output import notes
from tocsin.errors import (
    BadQuery,
    Conflict,
    DependencyDown,
    NotFound,
    OtherMapping,
    TocsinError,
)
from tocsin.logs import set_up_logs
from tocsin.settings import BadSettings

_CODES: tuple[tuple[type[TocsinError], ExitCode], ...] = (
    (BadSettings, ExitCode.USAGE),
    (BadQuery, ExitCode.USAGE),
    (NotFound, ExitCode.NOT_FOUND),
    (Conflict, ExitCode.CONFLICT),
    (DependencyDown, ExitCode.DEPENDENCY_DOWN),
    (TocsinError, ExitCode.FAILURE),
)


def call() -> None:
    """Call the command that the arguments name, and end with its exit code."""
    # Commands speak for themselves; what the libraries under them have to say goes to
    # standard error, and never between the data.
    set_up_logs("WARNING")
    if isinstance(sys.stdout, TextIOWrapper):
        # A locale may have no letter for what a case holds: shown by its number then,
        # as Python does on standard error.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        _check(sys.argv)
        app_with(sys.argv[1:2])()
    except OtherMapping as exc:
        notes.print(f"tocsin: {exc.what}: run {on_the_same('rebuild', sys.argv)}")
        sys.exit(ExitCode.FAILURE)
    except TocsinError as exc:
        notes.print(f"tocsin: {exc}")
        sys.exit(next(code for kind, code in _CODES if isinstance(exc, kind)))
    except BrokenPipeError:
        # The reader of our output has seen enough.
        sys.exit(ExitCode.OK)
    except OSError as exc:
        # A full disk, a folder that may not be written: the machine's, not ours.
        notes.print(f"tocsin: {exc}")
        sys.exit(ExitCode.DEPENDENCY_DOWN)


def _check(arguments: Sequence[str]) -> None:
    """Refuse arguments that no log, index or terminal can hold.

    A shell passes on any bytes; Python gives those that are not UTF-8 as halves of
    surrogate pairs.

    Raises:
        BadSettings: one of them is not UTF-8.
    """
    for number, argument in enumerate(arguments):
        try:
            argument.encode()
        except UnicodeEncodeError as exc:
            given = argument.encode(errors="surrogateescape")
            shown = given.decode(errors="backslashreplace")
            raise BadSettings(
                f"argument {number}, {shown}, is not UTF-8: write it in UTF-8; a file"
                " whose name is not has to be renamed"
            ) from exc
