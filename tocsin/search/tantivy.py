"""The embedded index: documents in SQLite, words in tantivy, nothing to install.

Any number of processes may read and write one folder on a local disk.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Self

import tantivy

from tocsin.clock import Clock, SystemClock
from tocsin.errors import DependencyDown, Halt
from tocsin.search.base import (
    Bucket,
    FacetValue,
    Hit,
    Interval,
    Marker,
    SearchPage,
    SearchRequest,
    Stored,
    Write,
    WriteResult,
)
from tocsin.search.cursor import Place, checked, decoded, encoded
from tocsin.search.query import And, Query
from tocsin.search.snippets import snippets
from tocsin.search.tantivy_counts import by_time, by_value, counted
from tocsin.search.tantivy_folder import GenerationFolder
from tocsin.search.tantivy_generation import Generation
from tocsin.search.tantivy_lock import locked
from tocsin.search.tantivy_pages import Order, Pager
from tocsin.search.tantivy_query import compiled
from tocsin.search.tantivy_rebuild import TantivyRebuild
from tocsin.search.values import facet_field, filter_clauses, sort_field


class TantivyIndex:
    """A `SearchIndex` in a folder.

    Args:
        folder: of the index; `apply` makes it.
        clock: only waits for the lock of another process.
        generation: one generation to use whatever is live, for a rebuild.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock | None = None,
        generation: str | None = None,
    ) -> None:
        """Open nothing yet."""
        self._folder = GenerationFolder(folder)
        self._clock = clock or SystemClock()
        self._fixed = generation
        self._lock = Lock()
        self._open: Generation | None = None

    def apply(self) -> None:
        """Make the first generation if there is none; see `SearchIndex`."""
        self._folder.make()
        with locked(self._folder.folder / "apply.lock", self._clock):
            if self._folder.current() is None:
                self.rebuild().promote()
        self._generation().refresh()

    def _generation(self) -> Generation:
        """The generation to use now.

        Raises:
            Halt: there is none, or it has another mapping.
        """
        name = self._fixed or self._folder.current()
        if name is None:
            raise Halt("there is no index yet: run `tocsin topics apply`")
        with self._lock:
            if self._open is None or self._open.name != name:
                # The last one is closed when no thread uses it any more.
                self._open = Generation(self._folder.folder / name, self._clock)
            return self._open

    def get(self, case_ids: Sequence[str]) -> Mapping[str, Stored]:
        """See `SearchIndex`."""
        return self._generation().store.get(case_ids)

    def write(self, writes: Sequence[Write]) -> Sequence[WriteResult]:
        """See `SearchIndex`; follows a promotion that another process made."""
        while True:
            generation = self._generation()
            results = generation.write(
                writes, is_current=partial(self._is_current, generation.name)
            )
            if results is not None:
                return results

    def _is_current(self, name: str) -> bool:
        return name == (self._fixed or self._folder.current())

    def refresh(self) -> None:
        """See `SearchIndex`."""
        self._generation().refresh()

    def expunge(self) -> None:
        """See `SearchIndex`; removes generations that are live no more, too."""
        live = self._generation()
        for name in self._folder.before(live.name):
            self._folder.remove(name)
        live.expunge()

    def search(self, request: SearchRequest) -> SearchPage:
        """See `SearchIndex`."""
        checked(request)
        clauses = filter_clauses(request.filters)
        fields = {name: facet_field(name) for name in request.facets}
        field = sort_field(request.sort.by)
        after = decoded(request.sort, request.after) if request.after else None
        generation = self._generation()
        searcher, schema = generation.text.searcher(), generation.text.schema
        query = compiled(_joined(request.query, clauses), schema)
        pager = Pager(searcher, schema, Order(field.name, request.sort.descending))
        # One more than asked tells whether this is the last page.
        places = pager.page(query, request.limit + 1, after) if request.limit else []
        facets = {
            name: _facet_values(
                by_value(
                    searcher,
                    compiled(_joined(request.query, clauses, without=name), schema),
                    facet.name,
                    request.facet_values_max,
                )
            )
            for name, facet in fields.items()
        }
        hits = self._hits(request, generation, places[: request.limit])
        return SearchPage(
            total=counted(searcher, query),
            hits=hits,
            facets=facets,
            after=hits[-1].after if len(places) > request.limit else None,
        )

    def _hits(
        self, request: SearchRequest, generation: Generation, places: Sequence[Place]
    ) -> list[Hit]:
        stored = generation.store.get([place.case_id for place in places])
        hits = []
        for place in places:
            document = stored[place.case_id].document
            told = snippets(request.query, document) if request.highlight else ()
            hits.append(Hit(document, encoded(request.sort, place), told))
        return hits

    def aggregate(
        self, request: SearchRequest, *, by: str, values_max: int
    ) -> Sequence[Bucket]:
        """See `SearchIndex`."""
        field = facet_field(by)
        searcher, query = self._counting(request)
        return by_value(searcher, query, field.name, values_max)

    def histogram(
        self, request: SearchRequest, *, interval: Interval
    ) -> Sequence[Bucket]:
        """See `SearchIndex`."""
        searcher, query = self._counting(request)
        return by_time(searcher, query, interval)

    def _counting(
        self, request: SearchRequest
    ) -> tuple[tantivy.Searcher, tantivy.Query]:
        clauses = filter_clauses(request.filters)
        text = self._generation().text
        return text.searcher(), compiled(_joined(request.query, clauses), text.schema)

    def count(self) -> int:
        """See `SearchIndex`."""
        return self._generation().text.searcher().num_docs

    def markers(self, *, page_size: int) -> Iterator[Marker]:
        """See `SearchIndex`."""
        return self._generation().store.markers(page_size)

    def rebuild(self) -> TantivyRebuild:
        """See `SearchIndex`."""
        self._folder.make()
        name = self._folder.next_name()
        Generation.create(self._folder.folder / name, self._clock).close()
        index = TantivyIndex(self._folder.folder, clock=self._clock, generation=name)
        return TantivyRebuild(self._folder, name, index, self._clock)

    def ping(self) -> None:
        """See `SearchIndex`."""
        try:
            self._generation().store.count()
        except Halt as exc:
            raise DependencyDown("index", str(exc)) from exc

    def close(self) -> None:
        """See `SearchIndex`."""
        with self._lock:
            if self._open is not None:
                self._open.close()
                self._open = None

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Close."""
        self.close()


def _joined(
    query: Query, clauses: Mapping[str, Query], without: str | None = None
) -> Query:
    chosen = [clause for name, clause in clauses.items() if name != without]
    return And((query, *chosen)) if chosen else query


def _facet_values(buckets: Sequence[Bucket]) -> list[FacetValue]:
    return [FacetValue(bucket.key, bucket.cases) for bucket in buckets]
