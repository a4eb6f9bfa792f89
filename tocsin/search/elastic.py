"""The index of production: Elasticsearch 9."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

from elasticsearch import BadRequestError

from schemas.case import CaseDocument
from tocsin.clock import SystemClock
from tocsin.errors import BadQuery, DependencyDown, Halt
from tocsin.search.base import (
    Bucket,
    Interval,
    Marker,
    SearchPage,
    SearchRequest,
    Stored,
    Write,
    WriteResult,
)
from tocsin.search.elastic_bulk import BulkWriter, Token
from tocsin.search.elastic_client import Access, connect, translated
from tocsin.search.elastic_expunging import expunge
from tocsin.search.elastic_indices import ElasticIndices
from tocsin.search.elastic_mapping import ElasticOptions, Json
from tocsin.search.elastic_rebuild import ElasticRebuild
from tocsin.search.elastic_search import (
    aggregate_body,
    buckets,
    histogram_body,
    page,
    search_body,
)

# What Elasticsearch gives at once is held in memory by both sides: ids alone are small.
_IDS_MAX = 500


class ElasticIndex:
    """A `SearchIndex` in Elasticsearch.

    Args:
        url: http://HOST:PORT or https.
        name: alias of the live index, and first part of every index name.
        access: what opens it; nothing where it asks nobody.
        options: of new indices and of requests.
        generation: one index to use whatever is live, for a rebuild.
    """

    def __init__(
        self,
        url: str,
        *,
        name: str = "cases",
        access: Access | None = None,
        options: ElasticOptions | None = None,
        generation: str | None = None,
    ) -> None:
        """Make a client; sends nothing yet."""
        self._options = options or ElasticOptions()
        access = access or Access()
        self._address = (url, name, access)
        self._client = connect(url, access, timeout_s=self._options.timeout_s)
        self._indices = ElasticIndices(self._client, name, self._options)
        self._target = generation or name
        self._writer = BulkWriter(
            self._client, self._target, None if generation else self._indices.live
        )

    def apply(self) -> None:
        """See `SearchIndex`."""
        self._indices.apply()

    def get(self, case_ids: Sequence[str]) -> Mapping[str, Stored]:
        """See `SearchIndex`.

        Raises:
            DependencyDown: no answer.
            Halt: rights or the index are missing.
        """
        found: dict[str, Stored] = {}
        for start in range(0, len(case_ids), _IDS_MAX):
            with translated():
                answer = self._client.mget(
                    index=self._target, ids=list(case_ids[start : start + _IDS_MAX])
                )
            for row in answer["docs"]:
                _refuse_error(row)
                if row.get("found"):
                    token = Token(row["_index"], row["_seq_no"], row["_primary_term"])
                    document = CaseDocument.model_validate(row["_source"])
                    found[row["_id"]] = Stored(document, str(token))
        return found

    def write(self, writes: Sequence[Write]) -> Sequence[WriteResult]:
        """See `SearchIndex`."""
        return self._writer.write(writes)

    def refresh(self) -> None:
        """See `SearchIndex`."""
        with translated():
            self._client.indices.refresh(index=self._target)

    def expunge(self) -> None:
        """See `SearchIndex`; takes up to half a minute longer than the merge."""
        self._indices.remove_past()
        expunge(self._client, self._target, SystemClock())

    def search(self, request: SearchRequest) -> SearchPage:
        """See `SearchIndex`."""
        return page(request, self._search(search_body(request)))

    def aggregate(
        self, request: SearchRequest, *, by: str, values_max: int
    ) -> Sequence[Bucket]:
        """See `SearchIndex`."""
        return buckets(self._search(aggregate_body(request, by, values_max)))

    def histogram(
        self, request: SearchRequest, *, interval: Interval
    ) -> Sequence[Bucket]:
        """See `SearchIndex`."""
        return buckets(self._search(histogram_body(request, interval)))

    def _search(self, body: Json) -> Mapping[str, Any]:
        with translated():
            try:
                # Half an answer would be taken for the whole.
                answer: Mapping[str, Any] = self._client.search(
                    index=self._target, body=body, allow_partial_search_results=False
                ).body
            except BadRequestError as exc:
                raise BadQuery(
                    f"The index cannot answer this search ({exc.error}): "
                    "look for fewer words."
                ) from exc
        return answer

    def count(self) -> int:
        """See `SearchIndex`."""
        with translated():
            return int(self._client.count(index=self._target)["count"])

    def markers(self, *, page_size: int) -> Iterator[Marker]:
        """See `SearchIndex`."""
        body: Json = {
            "size": page_size,
            "sort": [{"case_id": {"order": "asc"}}],
            # Of the columns alone: no document is read.
            "stored_fields": "_none_",
            "docvalue_fields": ["stage"],
            "track_total_hits": False,
        }
        while rows := self._search(body)["hits"]["hits"]:
            for row in rows:
                yield Marker(row["sort"][0], row["fields"]["stage"][0])
            body["search_after"] = rows[-1]["sort"]

    def rebuild(self) -> ElasticRebuild:
        """See `SearchIndex`."""
        url, name, access = self._address
        generation = self._indices.create()
        index = ElasticIndex(
            url,
            name=name,
            access=access,
            options=self._options,
            generation=generation,
        )
        return ElasticRebuild(self._indices, generation, index)

    def ping(self) -> None:
        """See `SearchIndex`."""
        try:
            live = self._indices.live()
        except Halt as exc:
            raise DependencyDown("Elasticsearch", str(exc)) from exc
        if live is None:
            raise DependencyDown("Elasticsearch", "no index: run `tocsin topics apply`")

    def close(self) -> None:
        """See `SearchIndex`."""
        self._client.close()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Close."""
        self.close()


def _refuse_error(row: Mapping[str, Any]) -> None:
    """A failed read must not look like a case that does not exist."""
    match row.get("error"):
        case {"type": "index_not_found_exception"}:
            raise Halt("Elasticsearch has no index: run `tocsin topics apply`")
        case {"type": str(type_)}:
            raise DependencyDown("Elasticsearch", type_)
