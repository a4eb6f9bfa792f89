"""tocsin up: all services on this machine, until Ctrl-C."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Annotated

import httpx
import typer

from services.desk.accounts.opening import first_invitation, open_accounts
from tocsin.audit.opening import open_auditor
from tocsin.cli.claim import alone_on
from tocsin.cli.demonstration import demonstrate
from tocsin.cli.exit_code import ExitCode
from tocsin.cli.options import Data, Json, Set, settings_from
from tocsin.cli.output import notes
from tocsin.cli.rebuilding import prepare
from tocsin.cli.supervisor import Supervisor
from tocsin.clock import Clock, SystemClock
from tocsin.errors import Halt
from tocsin.logs import set_up_logs
from tocsin.settings import Settings, environment_of

SERVICES = {
    "web": "tocsin.cli.together",
    "index": "services.index",
    "enrich": "services.enrich",
}
LOOK_S = 0.2
# The models load in some seconds; a machine that is busy may take a minute.
READY_S = 120.0

Port = Annotated[int | None, typer.Option(help="Port of intake and desk.")]


def up(
    *,
    port: Port = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Open desk; loopback only.")
    ] = False,
    data: Data = None,
    set_: Set = None,
) -> None:
    """Run all services at one address until Ctrl-C."""
    settings = settings_from(data, set_, port=port, demo=demo or None)
    with running(settings) as stop:
        if not stop.is_set():
            notes.print(_told(settings))
            _tell_first(settings)
        stop.wait()


def demo(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Show, then stop, for scripts.")
    ] = False,
    port: Port = None,
    data: Data = None,
    set_: Set = None,
    json_: Json = False,
) -> None:
    """Load the sample allegations, show what comes of them, and go on serving."""
    settings = settings_from(data, set_, port=port, demo=True, log_level="warning")
    with running(settings) as stop:
        is_shown = demonstrate(settings, stop, as_json=json_)
        if is_shown and not once:
            notes.print(_told(settings))
            stop.wait()
    if not is_shown:
        notes.print("stopped; what was taken in is kept: the same command goes on")
        raise typer.Exit(ExitCode.FAILURE)


def address(settings: Settings) -> str:
    """Where intake and desk are served."""
    return f"http://{settings.host}:{settings.port}"


def _tell_first(settings: Settings) -> None:
    """Print the link for the first administrator, as long as there is none."""
    if settings.demo:
        return
    clock = SystemClock()
    with (
        open_auditor(settings, clock) as auditor,
        open_accounts(settings, clock, auditor) as accounts,
    ):
        told = first_invitation(settings, accounts)
    if told:
        # A line of its own, which no terminal may cut: it holds an address.
        notes.print(told, soft_wrap=True)


def _told(settings: Settings) -> str:
    own = address(settings)
    return f"Tocsin serves at {own}, the desk at {own}/desk/, until Ctrl-C"


@contextmanager
def running(settings: Settings) -> Iterator[Event]:
    """All services, from the moment they are ready until the end of the block.

    Yields an event that is set by Ctrl-C, by SIGTERM, or when a service keeps dying.

    Raises:
        Conflict: the services of another command run on the folder `data`.
        DependencyDown: that folder cannot be had.
        Halt: the port is taken, or a service does not start.
        OtherMapping: the index in Elasticsearch is of another version.
    """
    set_up_logs(settings.log_level.upper())
    with alone_on(settings.data):
        _check_port(settings)
        yield from _served(settings)


def _served(settings: Settings) -> Iterator[Event]:
    clock = SystemClock()
    prepare(settings, clock)
    stop = _Stop()
    supervisor = Supervisor(SERVICES, environment_of(settings), clock)
    try:
        supervisor.start()
        stop.watch(supervisor)
        _await_ready(settings, stop, clock)
        yield stop
    finally:
        supervisor.stop()
    if stop.failure is not None:
        raise stop.failure


class _Stop(Event):
    """Set by a signal, or by a service that keeps dying; looks after the services."""

    def __init__(self) -> None:
        super().__init__()
        self.failure: Halt | None = None
        self._supervisor: Supervisor | None = None
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda _number, _frame: self.set())

    def watch(self, supervisor: Supervisor) -> None:
        """Look after these services while waiting."""
        self._supervisor = supervisor

    def look(self) -> None:
        """Restart what has died; give up on what keeps dying."""
        try:
            if self._supervisor is not None:
                self._supervisor.look(self.is_set)
        except Halt as exc:
            self.failure = exc
            self.set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the end, and look after the services meanwhile."""
        if timeout is not None:
            self.look()
            return super().wait(timeout)
        while not super().wait(LOOK_S):
            self.look()
        return True


def _check_port(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as exc:
            raise Halt(
                f"port {settings.port} on {settings.host} cannot be had"
                f" ({exc.strerror}): give another with --port"
            ) from exc


def _await_ready(settings: Settings, stop: _Stop, clock: Clock) -> None:
    end_s = clock.monotonic_s() + READY_S
    while clock.monotonic_s() < end_s and not stop.wait(LOOK_S):
        try:
            if httpx.get(f"{address(settings)}/readyz").is_success:
                return
        except httpx.TransportError:
            continue
    if not stop.is_set():
        raise Halt(f"the services were not ready within {READY_S:g} s")
