"""The index as Tocsin sees it. Adapters: `elastic` and `tantivy`.

An index is a view of the log: `tocsin rebuild` makes it again from offset 0.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, Self

from schemas.case import CaseDocument
from tocsin.search.query import Query

Interval = Literal["day", "month", "year"]
WriteFate = Literal["written", "conflict", "retry", "blocked", "rejected"]


@dataclass(frozen=True, slots=True)
class Stored:
    """A document with the token that a later write must show (if_seq_no)."""

    document: CaseDocument
    token: str


@dataclass(frozen=True, slots=True)
class Write:
    """A whole document to write. `token=None`: the case must not exist yet."""

    document: CaseDocument
    token: str | None


@dataclass(frozen=True, slots=True)
class WriteResult:
    """What became of one write.

    Attributes:
        case_id: of the document.
        fate: `written`; `conflict` (another write came first: read, fold, write again);
            `retry` (overload, unavailable shard: the same write later); `blocked` (the
            disk is full and will clear); `rejected` (can never be written).
        reason: the engine's code where it is not written; never document text.
    """

    case_id: str
    fate: WriteFate
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sort:
    """Order of results; ties are broken by case id, so that paging is exact."""

    by: str = "priority"
    descending: bool = True


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What to look for.

    Attributes:
        query: the parsed search; `Everything` matches all.
        filters: query field -> values, any of which may match; kept apart from `query`
            so that a facet can leave out its own filter. A value that starts with `!`
            excludes.
        facets: query fields to count.
        facet_values_max: values for each facet.
        after: the cursor of the last page's answer, or None.
    """

    query: Query
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sort: Sort = field(default_factory=Sort)
    limit: int = 20
    after: str | None = None
    facets: Sequence[str] = ()
    facet_values_max: int = 50
    highlight: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One case found.

    Attributes:
        after: the cursor of a page that begins behind this case. It is good for as
            long as its order is, whether the search still finds the case or not.
        snippets: mark the words found with « and ».
    """

    document: CaseDocument
    after: str
    snippets: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value and the number of cases that have it."""

    value: str
    cases: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of an answer. `after` is None on the last page."""

    total: int
    hits: Sequence[Hit]
    facets: Mapping[str, Sequence[FacetValue]]
    after: str | None


@dataclass(frozen=True, slots=True)
class Bucket:
    """A row of an aggregate: cases with a value, or received in a span of time."""

    key: str
    cases: int
    priority_max: int


@dataclass(frozen=True, slots=True)
class Marker:
    """What `verify` needs of a case: how far it got."""

    case_id: str
    stage: str


class SearchIndex(Protocol):
    """Searchable cases. Safe from many threads at once."""

    def apply(self) -> None:
        """Create what is missing (index, mapping, alias); change nothing else.

        Raises:
            OtherMapping: the live index is of another version.
        """

    def get(self, case_ids: Sequence[str]) -> Mapping[str, Stored]:
        """The documents as last written, whether searchable yet or not."""

    def write(self, writes: Sequence[Write]) -> Sequence[WriteResult]:
        """Write whole documents; one result for each, in order. Durable on return.

        Raises:
            DependencyDown: no answer at all; any of the writes may have happened.
            Halt: rights or the index itself are missing.
        """

    def refresh(self) -> None:
        """Make what was written searchable now."""

    def expunge(self) -> None:
        """Take what was overwritten out of the files of the index.

        Slow: it writes the whole index again. What was written before is searchable
        meanwhile; writers may be told to come back later.

        Raises:
            DependencyDown: no answer, or somebody reads for too long; try again.
        """

    def search(self, request: SearchRequest) -> SearchPage:
        """Find cases.

        Raises:
            BadQuery: a filter, sort or cursor that makes no sense.
            DependencyDown: no answer.
        """

    def aggregate(
        self, request: SearchRequest, *, by: str, values_max: int
    ) -> Sequence[Bucket]:
        """Count the cases of a search by a facet field, most cases first.

        Sort, limit and cursor of the request do not matter. Same errors as `search`.
        """

    def histogram(
        self, request: SearchRequest, *, interval: Interval
    ) -> Sequence[Bucket]:
        """Count the cases of a search by the time received, oldest first.

        Keys are `2026-03-14`, `2026-03` or `2026`, in UTC; spans without a case are
        left out.
        """

    def count(self) -> int:
        """Cases in the index."""

    def markers(self, *, page_size: int) -> Iterator[Marker]:
        """Every case once, in order of case id, without its text."""

    def rebuild(self) -> "Rebuild":
        """Start an empty generation beside the live one."""

    def ping(self) -> None:
        """Answer, or raise DependencyDown."""

    def close(self) -> None:
        """Let go of connections and files."""

    def __enter__(self) -> Self:
        """Itself."""

    def __exit__(self, *exc: object) -> None:
        """Close."""


class Rebuild(Protocol):
    """A new generation being filled; readers do not see it until `promote`."""

    @property
    def name(self) -> str:
        """Of the generation."""

    @property
    def index(self) -> SearchIndex:
        """The new generation, to write to."""

    def promote(self) -> None:
        """Make it the live one, at one stroke; writers follow at their next write."""

    def abandon(self) -> None:
        """Throw it away, unless it is the live one: a promotion may be broken off."""
