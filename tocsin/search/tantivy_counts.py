"""Facets and aggregates of tantivy."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime

import tantivy

from tocsin.search.base import Bucket, Interval

# All values are counted and then cut, so that ties at the cut are ordered like
# everywhere else; more distinct values than this are a report, not a facet.
_VALUES_COUNTED = 10_000
_DAY_MS = 86_400_000
_KEY_CHARS: dict[Interval, int] = {"day": 10, "month": 7, "year": 4}
_PRIORITY_MAX = {"priority": {"max": {"field": "priority"}}}


def counted(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    """Cases that match."""
    total: int = searcher.search(query, limit=1).count  # type: ignore[attr-defined] # missing in the stub
    return total


def by_value(
    searcher: tantivy.Searcher, query: tantivy.Query, field: str, values_max: int
) -> list[Bucket]:
    """Values of a keyword field by the number of cases, then in the order of values."""
    terms = {"field": field, "size": _VALUES_COUNTED, "segment_size": _VALUES_COUNTED}
    buckets = _buckets(searcher, query, {"terms": terms, "aggs": _PRIORITY_MAX})
    found = [
        Bucket(str(key), cases, priority_max) for key, cases, priority_max in buckets
    ]
    return sorted(found, key=lambda bucket: (-bucket.cases, bucket.key))[:values_max]


def by_time(
    searcher: tantivy.Searcher, query: tantivy.Query, interval: Interval
) -> list[Bucket]:
    """Cases by the day, month or year received, in UTC, oldest first."""
    days = {"field": "received_at", "interval": _DAY_MS, "min_doc_count": 1}
    cases: defaultdict[str, int] = defaultdict(int)
    priority: defaultdict[str, int] = defaultdict(int)
    buckets = _buckets(searcher, query, {"histogram": days, "aggs": _PRIORITY_MAX})
    for day_ms, count, priority_max in buckets:
        day = datetime.fromtimestamp(float(day_ms) / 1000, UTC).date().isoformat()
        key = day[: _KEY_CHARS[interval]]
        cases[key] += count
        priority[key] = max(priority[key], priority_max)
    return [Bucket(key, cases[key], priority[key]) for key in sorted(cases)]


def _buckets(
    searcher: tantivy.Searcher, query: tantivy.Query, aggregation: dict[str, object]
) -> Iterator[tuple[str | float, int, int]]:
    answer = searcher.aggregate(query, {"it": aggregation})
    for bucket in answer["it"]["buckets"]:
        priority_max = int(bucket["priority"]["value"] or 0)
        yield bucket["key"], bucket["doc_count"], priority_max
