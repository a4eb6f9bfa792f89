"""The process that children are forked from, as the pool sees it."""

import multiprocessing
import threading
from multiprocessing.connection import Connection
from multiprocessing.reduction import send_handle
from typing import Any

from tocsin.errors import DependencyDown
from tocsin.processes import child
from tocsin.processes.task import Task

# Models load in about three seconds; a busy machine may need twenty times as long.
START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 5.0


class Template:
    """A process that has loaded what a task needs, and forks children that do it.

    Thread-safe. It starts as soon as it is made, and ends with the thread that made it
    (see `die_with_parent`), as its children end with it.
    """

    def __init__(self, task: Task) -> None:
        """Start it; it loads in the background."""
        context = multiprocessing.get_context("spawn")
        self._control, theirs = context.Pipe()
        self._process = context.Process(
            target=child.main,
            args=(theirs, task),
            daemon=True,
        )
        self._process.start()
        theirs.close()
        self._refused: tuple[str, ...] | None = None
        self._loading = threading.Lock()
        self._asking = threading.Lock()

    def await_ready(self) -> tuple[str, ...]:
        """Wait until it has loaded; what the kernel refuses of the sandbox.

        Raises:
            DependencyDown: it cannot load, takes too long, or is killed meanwhile.
        """
        with self._loading:
            if self._refused is None:
                try:
                    self._refused = self._answer(START_TIMEOUT_S)
                except (EOFError, OSError) as exc:
                    raise self._ended(exc) from exc
            return self._refused or ()

    def fork(self) -> tuple[int, Connection]:
        """A new child, once it is ready: its process id, and the pipe to talk to it.

        Raises:
            DependencyDown: the template has ended.
        """
        ours, theirs = multiprocessing.Pipe()
        try:
            with theirs, self._asking:
                self._control.send(None)
                # A socket of this machine: it needs no id of the receiver.
                send_handle(self._control, theirs.fileno(), None)
                process_id: int = self._answer()
        except (EOFError, OSError) as exc:
            ours.close()
            raise self._ended(exc) from exc
        return process_id, ours

    def end(self, process_id: int) -> int | None:
        """End a child; its exit code, or None where it was ended before."""
        try:
            with self._asking:
                self._control.send(process_id)
                exit_code: int | None = self._answer()
        except (EOFError, OSError):
            self.kill()
            return None
        return exit_code

    def _answer(self, timeout_s: float = STOP_TIMEOUT_S) -> Any:  # noqa: ANN401 - of a pipe
        if not self._control.poll(timeout_s):
            raise TimeoutError
        return self._control.recv()

    def has_ended(self) -> bool:
        """Whether it can fork no more. Its children have ended with it."""
        return self._process.exitcode is not None

    def kill(self) -> None:
        """End it without asking. Safe from other threads: who waits for it is told."""
        self._process.kill()
        self._process.join(STOP_TIMEOUT_S)

    def _ended(self, error: Exception) -> DependencyDown:
        """End a template that does not answer; what to say of it."""
        self._process.join(0.0 if isinstance(error, TimeoutError) else STOP_TIMEOUT_S)
        code = self._process.exitcode
        self.kill()
        return DependencyDown(
            "child process",
            "does not answer" if code is None else f"crashed exit code {code}",
        )
