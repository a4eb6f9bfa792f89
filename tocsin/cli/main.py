"""Entry point of the `tocsin` command: a start is imports, and Ctrl-C may end it."""

import os
import signal
import sys
from pathlib import Path

INTERRUPTED = 128 + signal.SIGINT
"""What shells say of a command that Ctrl-C ended."""


def run() -> None:
    """Call the command that the arguments name; Ctrl-C during a start is no fault."""
    _open_standard_files()
    try:
        from tocsin.cli.calling import call  # noqa: PLC0415 - may take a second

        call()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _open_standard_files() -> None:
    """Stand in for what the caller closed (`>&-`), where Python gives None.

    Otherwise the next file that is opened, of an index say, gets the number of standard
    output, and what a library or a child prints is written into it.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stand_in = Path(os.devnull).open(  # noqa: SIM115 - open to the end
                mode, encoding="utf-8"
            )
            setattr(sys, name, stand_in)
