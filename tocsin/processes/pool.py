"""A pool of child processes that survives what its work does to it.

A chunk whose child crashes, hangs or raises is run again item by item in a fresh child,
so that one text that kills its process is found and the others are done.
"""

import multiprocessing
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Any, Generic, Self, TypeVar

from tocsin.errors import DependencyDown
from tocsin.processes import child
from tocsin.processes.limits import Limits

# Models load in about two seconds; a busy machine may need twenty times as long.
START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 5.0

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Failed:
    """An item that could not be done alone in a fresh process.

    Attributes:
        reason: `crashed`, `timed_out` or `raised`.
        detail: exit code or name of the exception; never text.
    """

    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Task:
    """What the children do.

    Attributes:
        factory: module:function that makes the work function in the child; the work
            function takes a sequence of items and returns as many results, in order.
        arguments: of the factory; picklable.
        limits: of each child.
        timeout_s: for a chunk of one item; a chunk of n gets n times as long.
        chunk_items_max: items that one child is given at a time.
        items_per_child_max: a child is replaced after this many items, because
            libraries leak (spaCy's string store, PDF fonts).
    """

    factory: str
    arguments: tuple[Any, ...] = ()
    limits: Limits = field(default_factory=Limits)
    timeout_s: float = 60.0
    chunk_items_max: int = 16
    items_per_child_max: int = 20_000


class _Child:
    """One process and how much it has done."""

    def __init__(self, task: Task) -> None:
        context = multiprocessing.get_context("spawn")
        self._task = task
        self._pipe: Connection
        self._pipe, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(
            target=child.main,
            args=(theirs, task.factory, task.arguments, task.limits),
            daemon=True,
        )
        self._process.start()
        theirs.close()
        self.items_done = 0

    def await_ready(self) -> None:
        """Wait until it has loaded what it needs.

        Raises:
            DependencyDown: it does not start, or is killed meanwhile.
        """
        failed = self._receive(START_TIMEOUT_S)
        if isinstance(failed, Failed):
            raise DependencyDown("child process", f"{failed.reason} {failed.detail}")

    def run(self, items: Sequence[Any]) -> list[Any] | Failed:
        """The results of a chunk, or why there are none."""
        self.items_done += len(items)
        try:
            self._pipe.send(items)
        except OSError:
            return Failed("crashed", f"exit code {self._exit_code()}")
        return self._receive(self._task.timeout_s * len(items))

    def _receive(self, timeout_s: float) -> list[Any] | Failed:
        try:
            if not self._pipe.poll(timeout_s):
                return Failed("timed_out", f"after {timeout_s:g} s")
            kind, value = self._pipe.recv()
        except (EOFError, OSError):
            return Failed("crashed", f"exit code {self._exit_code()}")
        return Failed("raised", value) if kind == "raised" else value

    def _exit_code(self) -> int | None:
        self._process.join(STOP_TIMEOUT_S)
        return self._process.exitcode

    def kill(self) -> None:
        """End it without asking. Safe from other threads: who waits for it is told."""
        self._process.kill()
        self._process.join(STOP_TIMEOUT_S)


class Pool(Generic[Item, Result]):
    """Runs items in child processes; thread-safe; children start when first needed."""

    def __init__(self, task: Task, *, processes: int) -> None:
        """Prepare; `processes` is the number of children at most."""
        self._task = task
        self._processes = processes
        self._threads = ThreadPoolExecutor(processes, thread_name_prefix="pool")
        # A child belongs to the thread that started it (see `die_with_parent`), so
        # each thread of the executor puts its own child here and takes any other's:
        # all of them live as long as the pool.
        self._idle: SimpleQueue[_Child | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._children: set[_Child] = set()
        self._is_closed = False
        for _ in range(processes):
            self._idle.put(None)

    def warm(self) -> None:
        """Start the children now, in the background: the first items wait less.

        A child that cannot be started is tried again by `run`, which says so.
        """
        for _ in range(self._processes):
            self._threads.submit(self._warm_one)

    def run(self, items: Sequence[Item]) -> list[Result | Failed]:
        """One result for each item, in order.

        Raises:
            DependencyDown: no child can be started, or the pool is closed meanwhile.
        """
        chunks = _chunks(items, self._chunk_items(len(items)))
        results: list[Result | Failed] = []
        for done in self._threads.map(self._run_chunk, chunks):
            results.extend(done)
        return results

    def close(self) -> None:
        """End all children, also those that are starting or at work."""
        with self._lock:
            self._is_closed = True
            for worker in self._children:
                worker.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Close."""
        self.close()

    def _chunk_items(self, items: int) -> int:
        fair = -(-items // self._processes)
        return max(1, min(self._task.chunk_items_max, fair))

    def _warm_one(self) -> None:
        worker = self._idle.get()
        try:
            worker = worker or self._started()
        finally:
            self._idle.put(worker)

    def _started(self) -> _Child:
        with self._lock:
            if self._is_closed:
                raise DependencyDown("child process", "the pool is closed")
            worker = _Child(self._task)
            self._children.add(worker)
        try:
            worker.await_ready()
        except DependencyDown:
            self._ended(worker)
            raise
        return worker

    def _ended(self, worker: _Child) -> None:
        worker.kill()
        with self._lock:
            self._children.discard(worker)

    def _run_chunk(self, items: Sequence[Item]) -> list[Result | Failed]:
        answer = self._attempt(items)
        if not isinstance(answer, Failed):
            return answer
        if self._is_closed:
            # The child was ended by us: the items are not to blame.
            raise DependencyDown("child process", "the pool is closed")
        if len(items) == 1:
            return [answer]
        return [result for item in items for result in self._run_chunk([item])]

    def _attempt(self, items: Sequence[Item]) -> list[Result | Failed] | Failed:
        worker = self._idle.get()
        try:
            worker = worker or self._started()
            answer = worker.run(items)
            worn = worker.items_done >= self._task.items_per_child_max
            if isinstance(answer, Failed) or worn:
                self._ended(worker)
                worker = None
        finally:
            self._idle.put(worker)
        return answer


def _chunks(items: Sequence[Item], size: int) -> Iterable[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))
