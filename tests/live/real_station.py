"""An installation on real engines, whose stages real processes work."""

import socket
import subprocess
import sys
import urllib.request
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.engines.server import free_port
from tests.pipeline.station import Station
from tests.pipeline.world import World, until
from tocsin.settings import Settings, environment_of

WORKERS = ("enrich", "index", "desk")
OUTPUT = "processes"
"""Folder in the data folder for what processes write."""


class RealStation(Station):
    """Enrichment, index and desk run as in production.

    Args:
        folders: in which engines keep what is theirs.
    """

    def __init__(
        self,
        settings: Settings,
        stack: ExitStack,
        *,
        options: tuple[str, ...],
        folders: Sequence[Path],
    ) -> None:
        """Open all of it; nothing runs yet."""
        super().__init__(settings, stack, options=options)
        self._folders = folders
        self._ports = {name: free_port() for name in WORKERS}
        self.world = World(settings, self.log, self.index, self.clock)
        stack.callback(self.world.stop)

    @property
    def places(self) -> tuple[Path, ...]:
        """Folders in which it keeps anything, those of the engines too."""
        return (*super().places, *self._folders)

    def start(self) -> None:
        """Start the processes."""
        folder = self.settings.data / OUTPUT
        folder.mkdir(exist_ok=True)
        for name in WORKERS:
            port = self._ports[name]
            ports = {"health_port": port, "port": port, "demo": name == "desk"}
            settings = self.settings.model_copy(update=ports)
            with (folder / name).open("ab") as output:
                self.world.processes[name] = subprocess.Popen(
                    [sys.executable, "-m", f"services.{name}"],
                    env=environment_of(settings),
                    stdout=output,
                    stderr=output,
                )

    def work(self) -> None:
        """Wait until the processes have done all that there is to do."""
        self.world.wait()

    def fold(self) -> None:
        """As `work`."""
        self.work()

    def tell(self, case: str) -> None:
        """Nothing: the index worker has told it."""

    def asked(self, name: str, path: str) -> str:
        """What a process answers."""
        until(lambda: _listens(self._ports[name]), f"{name} listens")
        url = f"http://127.0.0.1:{self._ports[name]}{path}"
        with urllib.request.urlopen(url, timeout=60) as answer:
            return str(answer.read().decode())

    def said(self) -> dict[str, str]:
        """What each process wrote and measures, by its name."""
        folder = self.settings.data / OUTPUT
        return {
            name: (folder / name).read_text() + self.asked(name, "/metrics")
            for name in WORKERS
        }


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
