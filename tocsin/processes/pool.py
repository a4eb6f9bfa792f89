"""A pool of child processes that survives what its work does to it.

A chunk whose child crashes, hangs or raises is run again item by item in a fresh child,
so that one text that kills its process is found and the others are done.
"""

import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any, Generic, Self, TypeVar

from tocsin.errors import DependencyDown
from tocsin.processes.answers import ANSWER_BYTES_MAX, Answers
from tocsin.processes.task import Failed, Task
from tocsin.processes.template import Template

Item = TypeVar("Item")
Result = TypeVar("Result")


class _Child:
    """One process and how much it has done."""

    def __init__(self, task: Task, template: Template, answers: Answers) -> None:
        self._task = task
        self._answers = answers
        self._template = template
        self._process_id, self._pipe = template.fork()
        self.items_done = 0

    def run(self, items: Sequence[Any]) -> list[Any] | Failed:
        """The results of a chunk, or why there are none.

        Raises:
            DependencyDown: it was ended with its template, not by an item.
        """
        self.items_done += len(items)
        late = threading.Event()
        watch = threading.Timer(self._task.timeout_s, self._end_late, (late,))
        watch.start()
        try:
            self._pipe.send(items)
            answer = self._pipe.recv_bytes(ANSWER_BYTES_MAX)
        except (EOFError, OSError):
            answer = None
        finally:
            watch.cancel()
            watch.join()
        if late.is_set():
            return Failed("timed_out", f"after {self._task.timeout_s:g} s")
        if answer is None:
            exit_code = self.kill()
            if exit_code is None:
                raise DependencyDown("child process", "was ended")
            return Failed("crashed", f"exit code {exit_code}")
        return self._answers.read(answer, items=len(items))

    def _end_late(self, late: threading.Event) -> None:
        # Ended from outside, as one that a file has taken over may take half of a
        # chunk, or send half of an answer: who waits for the rest would wait for ever.
        late.set()
        self.kill()

    def kill(self) -> int | None:
        """End it without asking; its exit code, or None where others ended it.

        Safe from other threads: who waits for it is told.
        """
        return self._template.end(self._process_id)


class Pool(Generic[Item, Result]):
    """Runs items in child processes; thread-safe; they start when first needed."""

    def __init__(self, task: Task, *, processes: int) -> None:
        """Prepare; `processes` is the number of children at most."""
        self._task = task
        self._answers = Answers(task.result)
        self._processes = processes
        self._threads = ThreadPoolExecutor(processes, thread_name_prefix="pool")
        self._idle: SimpleQueue[_Child | None] = SimpleQueue()
        self._lock = threading.Lock()
        # It belongs to the thread that made it (see `die_with_parent`): one of the
        # executor's, which live as long as the pool.
        self._template: Template | None = None
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
            if self._template is not None:
                self._template.kill()
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
        template = self._loading()
        template.await_ready()
        worker = _Child(self._task, template, self._answers)
        with self._lock:
            self._children.add(worker)
        return worker

    def _loading(self) -> Template:
        with self._lock:
            if self._is_closed:
                raise DependencyDown("child process", "the pool is closed")
            if self._template is None or self._template.has_ended():
                self._template = Template(self._task)
            return self._template

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
        except DependencyDown:
            if worker is not None:
                self._ended(worker)
                worker = None
            raise
        finally:
            self._idle.put(worker)
        return answer


def _chunks(items: Sequence[Item], size: int) -> Iterable[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))
