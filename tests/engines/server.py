"""One server process that tests may stop, freeze, kill and start again."""

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

START_LIMIT_S = 90.0
"""Both together take 6 s on an idle machine of 2 cores; this one may be busy."""

STOP_LIMIT_S = 30.0
POLL_S = 0.1


@dataclass
class Server:
    """A server on loopback. It keeps its port and its data over a restart.

    Attributes:
        name: for messages.
        command: what to run.
        port: where it listens on 127.0.0.1.
        log: where its output goes.
        answers: whether the server takes requests now.
        outlives: whether it goes on when this process ends.
    """

    name: str
    command: Sequence[str]
    port: int
    log: Path
    answers: Callable[[], bool]
    outlives: bool = False
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def folder(self) -> Path:
        """Where its log and all of its data lie."""
        return self.log.parent

    def start(self) -> None:
        """Start it; returns when it answers."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Start it without waiting for an answer.

        Raises:
            RuntimeError: another server listens on its port, and would answer for it.
        """
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                raise RuntimeError(f"{self.name}: port {self.port} is taken")
        guard: list[str] = []
        if not self.outlives and (setpriv := shutil.which("setpriv")):
            # A killed test session must not leave servers behind.
            guard = [setpriv, "--pdeathsig", "KILL"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*guard, *self.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Wait until it answers.

        Raises:
            RuntimeError: it ended or did not answer in time.
        """
        deadline = time.monotonic() + START_LIMIT_S
        # Asked first: another server on the port would answer in its place.
        while (ended := self._has_ended()) or not self.answers():
            if ended or time.monotonic() > deadline:
                self.kill()
                tail = self.log.read_text(errors="replace")[-2000:]
                raise RuntimeError(f"{self.name} did not start:\n{tail}")
            time.sleep(POLL_S)

    def _has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def stop(self) -> None:
        """End it in order."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(STOP_LIMIT_S)
            except subprocess.TimeoutExpired:
                self.kill()
            self.process = None

    def kill(self) -> None:
        """End it by SIGKILL, as a crash would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def restart(self) -> None:
        """Start again on the same port and data, after `kill` or as a rolling one."""
        self.stop()
        self.start()

    def freeze(self) -> None:
        """Stop it from answering while its connections stay open."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Undo `freeze`."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(number)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
