"""One generation of the embedded index: a folder with documents, words and a lock."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from tocsin.clock import Clock
from tocsin.errors import OtherMapping
from tocsin.search.base import Write, WriteResult
from tocsin.search.mapping import mapping_version
from tocsin.search.tantivy_lock import locked
from tocsin.search.tantivy_store import DocumentStore
from tocsin.search.tantivy_text import TextIndex

# Documents made searchable in one commit after a crash: a few MB.
_CATCH_UP_DOCUMENTS = 500


class Generation:
    """Documents and their words; writes are in order among all processes."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        """Open a generation that `create` made.

        Raises:
            OtherMapping: it has another mapping.
        """
        mapping = (folder / "mapping").read_text("ascii").strip()
        if mapping != mapping_version():
            raise OtherMapping(folder.name, mapping, mapping_version())
        self.name = folder.name
        self._clock = clock
        self._lock = folder / "write.lock"
        with locked(self._lock, clock):
            self.store = DocumentStore(folder / "documents.db", folder.name)
            self.text = TextIndex(folder / "words")

    @classmethod
    def create(cls, folder: Path, clock: Clock) -> "Generation":
        """Make an empty generation.

        Raises:
            FileExistsError: there is one of that name.
        """
        folder.mkdir(parents=True)
        with (folder / "mapping").open("x", encoding="ascii") as file:
            file.write(mapping_version())
            file.flush()
            os.fsync(file.fileno())
        return cls(folder, clock)

    def write(
        self, writes: Sequence[Write], *, is_current: Callable[[], bool]
    ) -> list[WriteResult] | None:
        """Store the writes, then make them searchable.

        A process killed between the two leaves documents that the next write of any
        process makes searchable first.

        Args:
            writes: in order.
            is_current: asked under the lock, which `promote` takes as well.

        Returns:
            None when the generation is no longer the one to write to.

        Raises:
            DependencyDown: SQLite or tantivy cannot write.
        """
        with locked(self._lock, self._clock):
            if not is_current():
                return None
            self._catch_up()
            results, stored = self.store.write(writes)
            if stored:
                self.text.add(stored)
            return results

    def refresh(self) -> None:
        """Make searchable what a killed process stored and did not."""
        if self.text.last() < self.store.last():
            with locked(self._lock, self._clock):
                self._catch_up()

    def expunge(self) -> None:
        """Write all files again without what was overwritten.

        Raises:
            DependencyDown: the disk is full, or a reader holds the old state for long.
        """
        with locked(self._lock, self._clock):
            self._catch_up()
            self.text.rewrite(self.store.all())
            self.store.compact()

    def _catch_up(self) -> None:
        last = self.text.last()
        if last == self.store.last():
            return
        while missing := self.store.after(last, _CATCH_UP_DOCUMENTS):
            self.text.add(missing)
            last = missing[-1].sequence

    def close(self) -> None:
        """Close the files."""
        self.store.close()
