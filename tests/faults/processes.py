"""Real processes on a real log of one file, killed and put to sleep by signals."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from random import Random
from threading import Event

from schemas.topics import ENRICHED, RECEIVED, TOPICS
from tocsin.clock import SystemClock
from tocsin.delivery.outcome import Delivery, Done, Outcome
from tocsin.delivery.runner import Runner, Worker
from tocsin.errors import DependencyDown
from tocsin.log.base import NewRecord, TopicPartition
from tocsin.log.sqlite import SqliteLog
from tocsin.processes.limits import die_with_parent

LEASE = timedelta(seconds=1)
"""Short, so that the trial is: others take over after it."""

MEMBERS = ("w1", "w2")
LIMIT_S = 120.0
_LOOK_S = 0.02


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it.

    Attributes:
        struck: signals sent.
        written: the outputs, in the order of each partition.
        inputs: what was written into the log.
        recovery_s: from a signal until all was handled and committed; the burst of
            kills counts as one.
    """

    struck: int
    written: list[bytes | None]
    inputs: int
    recovery_s: Sequence[float]

    @property
    def lost(self) -> int:
        """Inputs without an output."""
        return self.inputs - len(set(self.written))

    @property
    def repeated(self) -> int:
        """Outputs that were written once more."""
        return len(self.written) - len(set(self.written))


class Passing:
    """A handler that passes each record on, after a moment of work."""

    def handle(self, deliveries: Sequence[Delivery]) -> Sequence[Outcome]:
        """One output each."""
        time.sleep(0.03)
        return [
            Done((NewRecord(ENRICHED.name, d.record.key, d.record.value),))
            for d in deliveries
        ]


def work(path: Path, member: str) -> None:
    """A worker's process: until it is killed."""
    die_with_parent()
    clock = SystemClock()
    with SqliteLog(path, clock=clock, lease=LEASE) as log:
        worker = Worker("enrich", member, "0.1.0")
        Runner(log, worker, Passing(), clock=clock).run(Event())


def forkserver() -> ForkServerContext:
    """Where processes start in a moment: all is imported before."""
    context: ForkServerContext = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


class Workers:
    """Two workers on one log, started again whenever they are killed."""

    def __init__(self, path: Path) -> None:
        """Start both."""
        self._path = path
        self._context = forkserver()
        self._processes = {name: self._start(name) for name in MEMBERS}

    def signal(self, member: str, number: signal.Signals) -> None:
        """Send a signal."""
        pid = self._processes[member].pid
        assert pid is not None
        os.kill(pid, number)

    def are_alive(self) -> bool:
        """Whether both run."""
        return all(process.is_alive() for process in self._processes.values())

    def kill(self, member: str) -> None:
        """SIGKILL, and another process under the same name."""
        process = self._processes[member]
        process.kill()
        process.join()
        self._processes[member] = self._start(member)

    def end(self) -> None:
        """End both."""
        for process in self._processes.values():
            process.kill()
            process.join()

    def _start(self, member: str) -> ForkServerProcess:
        process = self._context.Process(target=work, args=(self._path, member))
        process.start()
        return process


Strike = Callable[[Workers, SqliteLog], Sequence[float]]
"""Sends signals; seconds to recover after each that was waited for."""


def killed_in_a_burst(folder: Path, *, kills: int, seed: int) -> Trial:
    """A worker is killed several times a second while records come in."""
    random = Random(seed)  # noqa: S311 - a test's dice

    def strike(workers: Workers, log: SqliteLog) -> Sequence[float]:
        for number in range(kills):
            time.sleep(random.uniform(0.05, 0.3))
            publish(log, number)
            # Some records are handled by then, and some are not.
            time.sleep(random.uniform(0.0, 0.05))
            workers.kill(random.choice(MEMBERS))
        return [await_end(log)]

    return tried(folder, strike, kills)


def asleep_and_back(folder: Path, *, times: int, seed: int) -> Trial:
    """A worker sleeps until others have done its work, and goes on where it was."""
    random = Random(seed)  # noqa: S311 - a test's dice

    def strike(workers: Workers, log: SqliteLog) -> Sequence[float]:
        recovered_s = []
        for number in range(times):
            publish(log, 2 * number)
            # Some records are in its hands by then, and some are not.
            time.sleep(random.uniform(0.0, 0.02))
            _put_to_sleep(workers, log)
            publish(log, 2 * number + 1)
            recovered_s.append(await_end(log))
            workers.signal("w1", signal.SIGCONT)
            _await_members(log)
        return recovered_s

    return tried(folder, strike, times)


def tried(folder: Path, strike: Strike, struck: int) -> Trial:
    """Let something strike two workers on a log in a folder; what came of it."""
    path = folder / "log.sqlite"
    with SqliteLog(path, clock=SystemClock(), lease=LEASE) as log:
        log.apply(TOPICS.values())
        workers = Workers(path)
        try:
            _await_members(log)
            recovered_s = strike(workers, log)
            await_end(log)
        finally:
            workers.end()
        written = values(log, ENRICHED.name)
        inputs = len(values(log, RECEIVED.name))
    return Trial(struck, written, inputs, recovered_s)


def _put_to_sleep(workers: Workers, log: SqliteLog) -> None:
    """Stop a worker that is not in the middle of a write.

    Who is stopped there holds the lock of the file: nobody writes until it goes on or
    is killed, and there is nothing to see but that everybody waits.
    """
    while True:
        workers.signal("w1", signal.SIGSTOP)
        try:
            log.ping()
        except DependencyDown:
            workers.signal("w1", signal.SIGCONT)
        else:
            return


def publish(log: SqliteLog, number: int) -> None:
    """Forty records, told by a number.

    Raises:
        DependencyDown: none of them was taken.
    """
    keys = range(40)
    log.append(
        [NewRecord(RECEIVED.name, f"k{k}", f"{number}:{k}".encode()) for k in keys]
    )


def await_end(log: SqliteLog) -> float:
    """Wait until all was handled and committed; seconds that it took."""

    def is_handled() -> bool:
        ends = {p: b.end for p, b in log.bounds([RECEIVED.name]).items() if b.end}
        return log.committed("enrich", [RECEIVED.name]) == ends

    return wait_until(is_handled)


def _await_members(log: SqliteLog) -> None:
    """Wait until both workers are at work."""
    wait_until(lambda: len(log.members("enrich")) == len(MEMBERS))


def wait_until(is_so: Callable[[], bool]) -> float:
    """Seconds that it took."""
    since_s = time.monotonic()
    while not is_so():
        assert time.monotonic() < since_s + LIMIT_S, "the workers get nowhere"
        time.sleep(_LOOK_S)
    return time.monotonic() - since_s


def values(log: SqliteLog, topic: str) -> list[bytes | None]:
    """All that stands in a topic."""
    found: list[bytes | None] = []
    for partition in range(TOPICS[topic].partitions):
        source = TopicPartition(topic, partition)
        end = log.bounds([topic])[source].end
        offset = 0
        while offset < end:
            records = log.read(source, offset=offset, records_max=1_000)
            found += [record.value for record in records]
            offset = records[-1].offset + 1
    return found
