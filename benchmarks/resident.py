"""Resident memory of processes, from Linux's own counts.

What several processes share counts once (Pss): children are forks of one process.
"""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_MEBIBYTE_KB = 1024


def resident_mib(pids: Iterable[int]) -> float:
    """MiB of processes with all their descendants."""
    return own_mib(with_descendants(pids))


def children_mib(pid: int) -> float:
    """MiB of the descendants of a process."""
    return own_mib(with_descendants([pid]) - {pid})


def own_mib(pids: Iterable[int]) -> float:
    """MiB of processes without their descendants."""
    return sum(map(_share_kb, pids)) / _MEBIBYTE_KB


def with_descendants(pids: Iterable[int]) -> set[int]:
    """Processes and all that they started, and those in turn."""
    found: set[int] = set()
    left = list(pids)
    while left:
        pid = left.pop()
        found.add(pid)
        for listed in Path(f"/proc/{pid}/task").glob("*/children"):
            # A thread that has just ended has none.
            with suppress(FileNotFoundError, ProcessLookupError):
                left += [int(child) for child in listed.read_text().split()]
    return found


def _share_kb(pid: int) -> int:
    # A child that has just ended holds nothing.
    with suppress(FileNotFoundError, ProcessLookupError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
