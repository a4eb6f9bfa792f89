"""`tocsin` as a user calls it: a process of its own on a data folder."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# A command starts in two seconds; the machine may be busy with a whole suite.
LIMIT_S = 240.0
_ENTRY = "from tocsin.cli.main import run; run()"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command answered."""

    code: int
    out: str
    notes: str

    @property
    def told(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class CommandLine:
    """The command on one embedded data folder."""

    data: Path

    def arguments(self, *arguments: str) -> list[str]:
        """The whole command."""
        command = [sys.executable, "-c", _ENTRY, *arguments]
        return [*command, "--data", str(self.data)]

    def __call__(self, *arguments: str, stdin: str = "") -> Answer:
        """Run it to its end."""
        done = subprocess.run(
            self.arguments(*arguments),
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=LIMIT_S,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)
