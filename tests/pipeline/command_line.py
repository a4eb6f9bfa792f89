"""`tocsin` as a user calls it, on a data folder."""

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from tests.restored_logging import logs_restored
from tocsin.cli.main import run

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
    """The command on one data folder; embedded, unless options say otherwise."""

    data: Path
    options: tuple[str, ...] = ()

    def __call__(self, *arguments: str, stdin: str = "") -> Answer:
        """Run it to its end in this process: most of a start is spent on imports."""
        out, notes = io.StringIO(), io.StringIO()
        with (
            logs_restored(),
            redirect_stdout(out),
            redirect_stderr(notes),
            patch("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()))),
            patch("sys.argv", ["tocsin", *self._on_folder(arguments)]),
            pytest.raises(SystemExit) as ended,
        ):
            run()
        return Answer(int(ended.value.code or 0), out.getvalue(), notes.getvalue())

    def process(self, *arguments: str) -> list[str]:
        """The whole command as a process of its own."""
        return [sys.executable, "-c", _ENTRY, *self._on_folder(arguments)]

    def in_process_of_its_own(self, *arguments: str) -> Answer:
        """Run it to its end as a shell does."""
        done = subprocess.run(
            self.process(*arguments),
            capture_output=True,
            encoding="utf-8",
            timeout=LIMIT_S,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def _on_folder(self, arguments: tuple[str, ...]) -> list[str]:
        return [*arguments, "--data", str(self.data), *self.options]
