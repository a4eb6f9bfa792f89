"""The command line. Exit codes: 0 ok, 1 failure, 2 usage, 3 not found, 4 conflict,
5 a dependency is down.
"""

import sys

from tocsin.cli.commands import app_with
from tocsin.cli.exit_code import ExitCode
from tocsin.cli.output import notes
from tocsin.errors import (
    BadQuery,
    Conflict,
    DependencyDown,
    NotFound,
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
    try:
        app_with(sys.argv[1:2])()
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
