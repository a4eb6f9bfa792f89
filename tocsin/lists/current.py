"""The lists in force, for a process that outlives an update of them."""

from pathlib import Path

from tocsin.lists.rows import Lists
from tocsin.lists.tables import load_lists, read_lists


class CurrentLists:
    """The tables of a folder, read again once an update has replaced one."""

    def __init__(self, folder: Path | None) -> None:
        """Read nothing yet.

        Args:
            folder: where `save_lists` keeps newer editions; None: the package's tables.
        """
        self._folder = folder
        self._state: tuple[tuple[str, int, int], ...] = ()
        self._lists: Lists | None = None

    def get(self) -> Lists:
        """The tables as they are now.

        Raises:
            ListsBroken: a table does not hold what it must.
        """
        if self._folder is None:
            return load_lists()
        # The state comes first: what is replaced while we read is read again next time.
        state = _state(self._folder)
        if self._lists is None or state != self._state:
            self._lists = read_lists(self._folder)
            self._state = state
        return self._lists


def _state(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, time and size of each table: a replaced file has another time."""
    if not folder.is_dir():
        return ()
    found = ((path.name, path.stat()) for path in sorted(folder.glob("*.json")))
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in found)
