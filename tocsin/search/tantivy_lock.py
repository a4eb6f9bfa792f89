"""A lock between processes that dies with its holder."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tocsin.clock import Clock
from tocsin.errors import DependencyDown

# A batch takes well under a second: who holds the lock longer is frozen.
_WAIT_MAX_S = 30.0
_LOOK_AGAIN_S = 0.005


@contextmanager
def locked(path: Path, clock: Clock) -> Iterator[None]:
    """Hold the lock file alone, among processes and threads.

    The kernel lets go of it when the process ends, however it ends.

    Raises:
        DependencyDown: another process holds it for too long.
    """
    with path.open("ab") as file:
        deadline_s = clock.monotonic_s() + _WAIT_MAX_S
        while not _taken(file.fileno()):
            if clock.monotonic_s() > deadline_s:
                raise DependencyDown("index", f"{path.name} is held by another process")
            clock.sleep(_LOOK_AGAIN_S)
        yield


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
