"""Generations on disk: `gen-NNNN` folders, and a file that names the live one."""

import os
import re
import shutil
from pathlib import Path

from tocsin.private import make_private

_NAME = re.compile(r"gen-\d{4,}")
_CURRENT = "CURRENT"


class GenerationFolder:
    """Where the generations of one index lie."""

    def __init__(self, folder: Path) -> None:
        """Use the folder; `make` creates it."""
        self.folder = folder

    def make(self) -> None:
        """Create the folder."""
        make_private(self.folder)

    def current(self) -> str | None:
        """Name of the live generation; None before the first."""
        try:
            return (self.folder / _CURRENT).read_text("ascii").strip()
        except FileNotFoundError:
            return None

    def names(self) -> list[str]:
        """All generations, oldest first."""
        if not self.folder.is_dir():
            return []
        found = [path.name for path in self.folder.iterdir()]
        return sorted(filter(_NAME.fullmatch, found), key=_number)

    def before(self, name: str) -> list[str]:
        """Generations older than one of them."""
        return [other for other in self.names() if _number(other) < _number(name)]

    def next_name(self) -> str:
        """The name of a generation to be made."""
        names = self.names()
        return f"gen-{_number(names[-1]) + 1 if names else 1:04}"

    def point_at(self, name: str) -> None:
        """Make a generation the live one: readers see the old or the new one."""
        draft = self.folder / f"{_CURRENT}.new"
        with draft.open("w", encoding="ascii") as file:
            file.write(name)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / _CURRENT)
        self._sync()

    def remove(self, name: str) -> None:
        """Delete a generation."""
        shutil.rmtree(self.folder / name, ignore_errors=True)

    def _sync(self) -> None:
        """Make the renaming survive a power cut."""
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _number(name: str) -> int:
    return int(name.removeprefix("gen-"))
