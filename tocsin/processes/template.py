"""The process that children are forked from, as the pool sees it."""

import multiprocessing
import os
import subprocess
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.reduction import send_handle
from pathlib import Path
from typing import Any

from tocsin.errors import DependencyDown
from tocsin.processes.task import Task

# Models load in about three seconds; a busy machine may need twenty times as long.
START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 5.0

_KEPT = ("HOME", "LANG", "LC_ALL", "LC_CTYPE", "PATH", "TMPDIR", "TZ")
"""All that children know of the environment: a secret may stand in the rest of it."""


class Template:
    """A process that has loaded what a task needs, and forks children that do it.

    Thread-safe. It starts as soon as it is made, and ends with the thread that made it
    (see `die_with_parent`), as its children end with it.
    """

    def __init__(self, task: Task) -> None:
        """Start it; it loads in the background."""
        self._control, theirs = multiprocessing.Pipe()
        with theirs:
            # Not by `multiprocessing`: its children import first what their parent was
            # started with, which takes a tenth of the time of their loading.
            self._process = subprocess.Popen(  # noqa: S603 - this Python, our module
                [sys.executable, "-P", "-m", __package__, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=_environment(),
            )
        # One that has ended already is found by who waits for it.
        with suppress(BrokenPipeError):
            self._control.send(task)
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
        return self._process.poll() is not None

    def kill(self) -> None:
        """End it without asking. Safe from other threads: who waits for it is told."""
        self._process.kill()
        self._await_end(STOP_TIMEOUT_S)

    def _ended(self, error: Exception) -> DependencyDown:
        """End a template that does not answer; what to say of it."""
        self._await_end(0.0 if isinstance(error, TimeoutError) else STOP_TIMEOUT_S)
        code = self._process.returncode
        self.kill()
        return DependencyDown(
            "child process",
            "does not answer" if code is None else f"crashed exit code {code}",
        )

    def _await_end(self, timeout_s: float) -> None:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout_s)


def _environment() -> dict[str, str]:
    """What children see: modules are found where this process finds them."""
    ours = os.environ  # noqa: TID251 - passed on, not read
    return {name: ours[name] for name in _KEPT if name in ours} | {
        "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path),
        # One thread a process: the pool has a process for each core already, and a
        # fork has no other thread than the one that made it.
        "OPENBLAS_NUM_THREADS": "1",
    }
