"""Filling an index of Elasticsearch beside the live one."""

from tocsin.search.base import SearchIndex
from tocsin.search.elastic_indices import ElasticIndices


class ElasticRebuild:
    """A `Rebuild` in Elasticsearch."""

    def __init__(self, indices: ElasticIndices, name: str, index: SearchIndex) -> None:
        """Fill the index `name` through `index`."""
        self._indices = indices
        self._name = name
        self._index = index

    @property
    def name(self) -> str:
        """Of the generation."""
        return self._name

    @property
    def index(self) -> SearchIndex:
        """The new generation, to write to."""
        return self._index

    def promote(self) -> None:
        """Make it the live one; see `Rebuild`."""
        self._index.refresh()
        self._indices.promote(self._name)
        self._index.close()

    def abandon(self) -> None:
        """See `Rebuild`."""
        self._index.close()
        if self._indices.live() != self._name:
            self._indices.remove(self._name)
