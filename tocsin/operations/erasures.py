"""The list of erased cases: it outlives the database, so that a restore can use it.

A line for each case: when, and its id. Ids are random; they tell nobody anything.
"""

import os
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tocsin.errors import DependencyDown, Halt
from tocsin.private import make_private
from tocsin.sealed.key_files import OWNER_ONLY

NAME = "the list of erased cases"
_LINE = re.compile(r"\S+ ([0-9a-z]{20})")


def list_erased(file: Path, case_ids: Sequence[str], at: datetime) -> None:
    """Add cases to the list, durably, before they are erased.

    Raises:
        DependencyDown: it cannot be written: do not erase yet.
    """
    # A line that was cut off by a full disk stays a line of its own.
    lines = "".join(f"\n{at.isoformat()} {case_id}" for case_id in case_ids) + "\n"
    try:
        make_private(file.parent)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_ONLY)
        with os.fdopen(handle, "ab") as stream:
            stream.write(lines.encode())
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as exc:
        raise DependencyDown(NAME, exc.strerror or type(exc).__name__) from exc


def erased_cases(file: Path) -> Sequence[str]:
    """The cases of a list, each once, in their order.

    Raises:
        Halt: it cannot be read, or a line is none of ours; says which.
    """
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as exc:
        raise Halt(f"{file}: no list of erased cases ({type(exc).__name__})") from exc
    found: dict[str, None] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise Halt(f"{file}: line {number} is no erased case: mend it by hand")
        found[match[1]] = None
    return list(found)
