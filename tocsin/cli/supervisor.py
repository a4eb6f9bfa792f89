"""The services of the embedded pair as child processes, restarted when they die."""

import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from tocsin.clock import Clock
from tocsin.errors import Halt
from tocsin.processes.limits import die_with_parent

# A worker gets 8 s to finish its batch; then it is ended, and loses nothing by it.
STOP_S = 12.0
BACKOFF_S = 1.0
BACKOFF_MAX_S = 30.0
# A service that lives this long has recovered: its next death is a new story.
HEALTHY_S = 60.0
DEATHS_MAX = 5

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Service:
    name: str
    module: str
    process: subprocess.Popen[bytes] | None = None
    started_s: float = 0.0
    restart_at_s: float = 0.0
    deaths: int = 0


@dataclass(slots=True)
class Supervisor:
    """Keeps services running.

    Attributes:
        modules: name of a service -> the module that runs it.
        environment: of every service.
    """

    modules: Mapping[str, str]
    environment: Mapping[str, str]
    clock: Clock
    _services: list[_Service] = field(default_factory=list)

    def start(self) -> None:
        """Start all services."""
        self._services = [_Service(name, of) for name, of in self.modules.items()]
        for service in self._services:
            self._start(service)

    def look(self, is_stopping: Callable[[], bool]) -> None:
        """Restart what has died, when its time has come.

        Args:
            is_stopping: asked after a service was seen to have ended: a terminal and
                systemd tell the whole group to stop, so that services may end before
                they are asked to.

        Raises:
            Halt: a service dies again and again.
        """
        now_s = self.clock.monotonic_s()
        for service in self._services:
            if service.process is None:
                if now_s >= service.restart_at_s:
                    self._start(service)
            elif (code := service.process.poll()) is not None:
                if is_stopping():
                    return
                self._bury(service, code, now_s)

    def stop(self) -> None:
        """End all services: ask, wait, and end what did not listen."""
        running = [s.process for s in self._services if s.process is not None]
        for process in running:
            process.send_signal(signal.SIGTERM)
        end_s = self.clock.monotonic_s() + STOP_S
        for process in running:
            try:
                process.wait(timeout=max(end_s - self.clock.monotonic_s(), 0.1))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, service: _Service) -> None:
        command: Sequence[str] = (sys.executable, "-m", service.module)
        service.process = subprocess.Popen(  # noqa: S603 - our own modules
            command,
            env=dict(self.environment),
            # Ctrl-C reaches the whole group, also a service that has no handler for it
            # yet; and no service may outlive us when we are killed.
            preexec_fn=_as_child,  # noqa: PLW1509 - no threads have started yet
        )
        service.started_s = self.clock.monotonic_s()

    def _bury(self, service: _Service, code: int, now_s: float) -> None:
        if now_s - service.started_s >= HEALTHY_S:
            service.deaths = 0
        service.deaths += 1
        service.process = None
        delay_s = min(BACKOFF_S * 2.0 ** (service.deaths - 1), BACKOFF_MAX_S)
        service.restart_at_s = now_s + delay_s
        _log.warning("service_died", service=service.name, exit_code=code)
        if service.deaths >= DEATHS_MAX:
            raise Halt(
                f"{service.name} died {service.deaths} times, last with {code}:"
                " see the log above, and `tocsin doctor`"
            )


def _as_child() -> None:
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
