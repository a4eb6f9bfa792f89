"""The whole pipeline under test: real processes on an embedded or a real pair."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from schemas.submission import Submission
from schemas.topics import TOPICS
from services.desk.parameters import Parameters
from services.index.rebuild import Sources, rebuild
from services.intake.reception import Receipt
from services.intake.service import open_reception
from tocsin.cli.importing import AT_ONCE
from tocsin.clock import SystemClock
from tocsin.errors import DependencyDown
from tocsin.log import EventLog
from tocsin.operations.lag import are_done
from tocsin.operations.letters import DeadLetters
from tocsin.operations.verification import Verification, verify
from tocsin.search.base import SearchIndex, SearchPage
from tocsin.settings import Settings, environment_of, load_settings
from tocsin.vault import open_vault
from tocsin.wiring import open_index, open_log

STORY = (
    "At {name} in Klang, Malaysia, the manager keeps our passports and we were not"
    " paid for three months. We make rubber gloves for the United States."
)
# A machine with two cores may run a whole suite beside us.
PATIENCE_S = 200.0
LOOK_S = 0.05
LAG_LOOK_S = 0.5
"""Kafka needs 20 ms of the two cores to say how far all groups are."""


@dataclass(slots=True)
class World:
    """Settings, an open log and index to look with, and services in processes."""

    settings: Settings
    log: EventLog
    index: SearchIndex
    clock: SystemClock = field(default_factory=SystemClock)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, *names: str) -> None:
        """Start workers as production does, where they do not run.

        `enrich` and `index`; `index-2` is one more that shares its stage's work.
        """
        for name in names:
            self.start_as(name, f"services.{name.partition('-')[0]}")

    def start_as(self, name: str, module: str) -> None:
        """Start a worker from another module, unless it runs."""
        if self.is_running(name):
            return
        _, _, worker = name.partition("-")
        settings = self.settings
        if worker:
            settings = settings.model_copy(update={"worker": worker})
        self.processes[name] = subprocess.Popen(
            [sys.executable, "-m", module],
            env=environment_of(settings),
        )

    def is_running(self, service: str) -> bool:
        """Whether its process is alive."""
        process = self.processes.get(service)
        return process is not None and process.poll() is None

    def kill(self, service: str) -> None:
        """SIGKILL: no farewell."""
        process = self.processes.pop(service)
        process.kill()
        process.wait()

    def end(self, service: str) -> int:
        """SIGTERM, and the exit code."""
        self.signal(service, signal.SIGTERM)
        return self.ended(service)

    def signal(self, service: str, number: signal.Signals) -> None:
        """Send its process a signal."""
        self.processes[service].send_signal(number)

    def ended(self, service: str) -> int:
        """Wait for the end of its process; the exit code."""
        return self.processes.pop(service).wait(timeout=PATIENCE_S)

    def submit(self, *stories: Mapping[str, Any]) -> list[Receipt]:
        """Take reports in, several at a time, as the import does."""

        def take(story: Mapping[str, Any]) -> Receipt:
            return reception.receive(
                Submission.model_validate(story), uploads={}, channel="import"
            )

        with (
            open_reception(self.settings, self.log, self.clock) as reception,
            ThreadPoolExecutor(AT_ONCE) as pool,
        ):
            return list(pool.map(take, stories))

    def wait(self, *, patience_s: float = PATIENCE_S) -> None:
        """Until no stage is behind."""

        def is_done() -> bool:
            codes = {name: each.poll() for name, each in self.processes.items()}
            ended = {name: code for name, code in codes.items() if code is not None}
            assert not ended, f"ended by themselves: {ended}"
            try:
                return are_done(self.log)
            except DependencyDown:
                return False

        what = "all stages are done"
        until(is_done, what, patience_s=patience_s, look_s=LAG_LOOK_S)
        self.index.refresh()

    def search(self, query: str = "", **given: str) -> SearchPage:
        """Search as the desk does."""
        items = {"q": query, **given}.items()
        return self.index.search(Parameters(items).request())

    def verify(self) -> Verification:
        """Compare log, index and dead letters."""
        return verify(self.log, self.index, DeadLetters(self.log, self.clock))

    def rebuild(self) -> None:
        """Make the index again, as the command does."""
        with open_vault(self.settings, self.clock) as vault:
            sources = Sources(self.log, vault.files, vault.codec, vault.table.erased)
            rebuild(sources, self.index, lambda _: None)

    def stop(self) -> None:
        """End whatever runs."""
        for service in list(self.processes):
            self.kill(service)


@contextmanager
def open_world(folder: Path, **given: Any) -> Iterator[World]:
    """A world of its own in a folder; its topics and its index exist."""
    # A line for each case of thousands would bury what went wrong.
    quiet = {"data": folder, "enrich_processes": 1, "log_level": "warning"}
    settings = load_settings(**quiet | given)
    clock = SystemClock()
    with open_log(settings, clock) as log, open_index(settings) as index:
        log.apply(TOPICS.values())
        index.apply()
        world = World(settings, log, index, clock)
        try:
            yield world
        finally:
            world.stop()


def until(
    is_so: Callable[[], bool],
    what: str,
    *,
    patience_s: float = PATIENCE_S,
    look_s: float = LOOK_S,
) -> float:
    """Ask until it is so; the seconds it took."""
    started_s = time.monotonic()
    while not is_so():
        waited_s = time.monotonic() - started_s
        assert waited_s < patience_s, f"waited {waited_s:.0f} s in vain: {what}"
        time.sleep(look_s)
    return time.monotonic() - started_s


def stories(word: str, count: int) -> list[dict[str, Any]]:
    """Reports about as many invented makers of gloves, all named with a word."""
    return [
        {
            "id": f"{word}-{n}",
            "narrative": STORY.format(name=f"Halvorin {word.title()} {n} Sdn Bhd"),
        }
        for n in range(count)
    ]
