"""Entry point of the `tocsin` command: a start is imports, and Ctrl-C may end it."""

import signal
import sys

INTERRUPTED = 128 + signal.SIGINT
"""What shells say of a command that Ctrl-C ended."""


def run() -> None:
    """Call the command that the arguments name; Ctrl-C during a start is no fault."""
    try:
        from tocsin.cli.calling import call  # noqa: PLC0415 - may take a second

        call()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
