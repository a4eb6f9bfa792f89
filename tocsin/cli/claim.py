"""One group of services on a folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tocsin.errors import Conflict, DependencyDown
from tocsin.private import make_private
from tocsin.usable import require_room, require_usable


@contextmanager
def alone_on(data: Path) -> Iterator[None]:
    """Hold the folder; the kernel lets go of it when this process ends, however.

    Workers of a second group would bear the names of the first, and the two would take
    the work out of one another's hands without end.

    Raises:
        Conflict: another group runs on it.
        DependencyDown: it cannot be used or made, or its disk is full.
    """
    require_usable(data)
    require_room(data)
    try:
        make_private(data)
        folder = os.open(data, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as exc:
        raise DependencyDown(f"the folder {data}", exc.strerror or "") from exc
    try:
        _hold(folder, data)
        yield
    finally:
        os.close(folder)


def _hold(folder: int, data: Path) -> None:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as exc:
        raise Conflict(
            f"another `tocsin up` or `tocsin demo` serves {data}: stop that one, or"
            " give another folder with --data"
        ) from exc
