"""A log whose disk is really full: python -m tests.faults.full_disk TIMES.

The disk is a tmpfs of a few MiB in a namespace of this process alone, which needs no
rights where user namespaces are allowed.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from schemas.topics import RECEIVED
from tests.faults.processes import (
    LEASE,
    Trial,
    Workers,
    await_end,
    publish,
    tried,
    values,
)
from tocsin.errors import DependencyDown
from tocsin.log.sqlite import SqliteLog

DISK = "4m"
LIMIT_S = 300.0
_APART = ("unshare", "--user", "--map-root-user", "--mount", "--")
_ROUNDS = 5
_BLOCK = b"\0" * 4096
# Some writes fit into what the file has reserved; then none does.
_TRIES_MAX = 10_000


def on_a_full_disk(times: int) -> Trial:
    """Fill the disk under two workers, and make room again, several times.

    Raises:
        CalledProcessError: something was broken, or there is no disk to be had.
    """
    command = [sys.executable, "-m", "tests.faults.full_disk", str(times)]
    done = subprocess.run(
        [*_APART, *command], capture_output=True, check=True, timeout=LIMIT_S
    )
    told = json.loads(done.stdout)
    told["written"] = [value.encode() for value in told["written"]]
    return Trial(**told)


def has_a_disk_to_fill() -> bool:
    """Whether this process may make a namespace, and so mount a disk of its own."""
    return subprocess.run([*_APART, "true"], check=False).returncode == 0


def _filled_again_and_again(disk: Path, times: int) -> Trial:
    confirmed: set[str] = set()

    def strike(workers: Workers, log: SqliteLog) -> Sequence[float]:
        recovered_s = []
        for round_ in range(times):
            first = round_ * _TRIES_MAX
            for number in range(first, first + _ROUNDS):
                publish(log, number)
                confirmed.add(str(number))
            # Some records are handled by now, and some are not.
            filler = _fill(disk)
            taken = _publish_until_full(log, range(first + _ROUNDS, first + _TRIES_MAX))
            confirmed.update(str(number) for number in taken)
            # Leases cannot be renewed either, and end.
            time.sleep(2 * LEASE.total_seconds())
            assert workers.are_alive(), "a worker ended by itself"
            filler.unlink()
            recovered_s.append(await_end(log))
        stored = {
            str(value).split("'")[1].split(":")[0]
            for value in values(log, RECEIVED.name)
        }
        assert confirmed <= stored, "what was confirmed is not there"
        return recovered_s

    return tried(disk, strike, times)


def _fill(disk: Path) -> Path:
    """A file that leaves no block free."""
    filler = disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(_BLOCK) == len(_BLOCK):
            pass
    return filler


def _publish_until_full(log: SqliteLog, numbers: range) -> list[int]:
    taken: list[int] = []
    for number in numbers:
        try:
            publish(log, number)
        except DependencyDown:
            return taken
        taken.append(number)
    raise AssertionError("the disk does not get full")


def main() -> int:
    """Run inside the namespace; the trial as JSON on stdout."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "none", folder], check=True
        )
        try:
            trial = _filled_again_and_again(Path(folder), int(sys.argv[1]))
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)
    told = asdict(trial)
    told["written"] = [(value or b"").decode() for value in trial.written]
    sys.stdout.write(json.dumps(told))
    return os.EX_OK


if __name__ == "__main__":
    sys.exit(main())
