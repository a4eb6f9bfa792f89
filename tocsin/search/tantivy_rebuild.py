"""Filling a generation of the embedded index beside the live one."""

from tocsin.clock import Clock
from tocsin.search.base import SearchIndex
from tocsin.search.tantivy_folder import GenerationFolder
from tocsin.search.tantivy_lock import locked


class TantivyRebuild:
    """A `Rebuild` in a folder."""

    def __init__(
        self, folder: GenerationFolder, name: str, index: SearchIndex, clock: Clock
    ) -> None:
        """Fill the generation `name` through `index`."""
        self._folder = folder
        self._name = name
        self._index = index
        self._clock = clock

    @property
    def name(self) -> str:
        """Of the generation."""
        return self._name

    @property
    def index(self) -> SearchIndex:
        """The new generation, to write to."""
        return self._index

    def promote(self) -> None:
        """Make it the live one while no write is under way; see `Rebuild`.

        The generation before stays on disk until the next promotion, for readers that
        still use it and for an operator who wants it back.
        """
        self._index.refresh()
        old = self._folder.current()
        if old is None:
            self._folder.point_at(self._name)
        else:
            with locked(self._folder.folder / old / "write.lock", self._clock):
                self._folder.point_at(self._name)
            for name in self._folder.before(old):
                self._folder.remove(name)
        self._index.close()

    def abandon(self) -> None:
        """See `Rebuild`."""
        self._index.close()
        if self._folder.current() != self._name:
            self._folder.remove(self._name)
