"""What a command tells the shell."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the shell is told; docs/reference/cli.md lists the same."""

    OK = 0
    FAILURE = 1
    USAGE = 2
    NOT_FOUND = 3
    CONFLICT = 4
    DEPENDENCY_DOWN = 5
