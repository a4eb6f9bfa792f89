"""Requests to search and count, and how to read the answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from schemas.case import CaseDocument
from tocsin.search.base import (
    Bucket,
    FacetValue,
    Hit,
    Interval,
    SearchPage,
    SearchRequest,
)
from tocsin.search.cursor import Place, checked, decoded, encoded
from tocsin.search.elastic_mapping import Json
from tocsin.search.elastic_query import compiled, every
from tocsin.search.fields import Field
from tocsin.search.query import Query
from tocsin.search.snippets import snippets
from tocsin.search.values import facet_field, filter_clauses, sort_field

_PRIORITY_MAX = {"priority": {"max": {"field": "priority"}}}
_KEY_FORMATS: dict[Interval, str] = {
    "day": "yyyy-MM-dd",
    "month": "yyyy-MM",
    "year": "yyyy",
}
_AGGREGATION = "it"


def search_body(request: SearchRequest) -> Json:
    """The body of a search.

    Filters that a facet counts stand in `post_filter`, so that the facet can leave out
    its own; the others narrow the query itself.

    Raises:
        BadQuery: a filter, facet, sort or cursor that makes no sense.
    """
    checked(request)
    clauses = filter_clauses(request.filters)
    facets = {name: facet_field(name) for name in request.facets}
    sort = sort_field(request.sort.by)
    late = {name: clause for name, clause in clauses.items() if name in facets}
    early = [clause for name, clause in clauses.items() if name not in facets]
    body: Json = {
        "query": _filtered([request.query, *early]),
        "post_filter": _filtered(list(late.values())),
        # One more than asked tells whether this is the last page.
        "size": request.limit + 1 if request.limit else 0,
        "sort": _sort(sort, descending=request.sort.descending),
        "track_total_hits": True,
    }
    if facets:
        body["aggs"] = {
            name: _facet(name, field, late, request.facet_values_max)
            for name, field in facets.items()
        }
    if request.after:
        place = decoded(request.sort, request.after)
        by_id = sort.name == "case_id"
        body["search_after"] = (
            [place.case_id] if by_id else [place.value, place.case_id]
        )
    return body


def _filtered(queries: Sequence[Query]) -> Json:
    return every([compiled(query) for query in queries])


def _sort(field: Field, *, descending: bool) -> list[Json]:
    order = "desc" if descending else "asc"
    tie: Json = {"case_id": {"order": "asc"}}
    if field.name == "case_id":
        return [{"case_id": {"order": order}}]
    return [{field.name: {"order": order}}, tie]


def _facet(
    name: str, field: Field, clauses: Mapping[str, Query], values_max: int
) -> Json:
    others = [clause for other, clause in clauses.items() if other != name]
    return {
        "filter": _filtered(others),
        "aggs": {_AGGREGATION: _terms(field, values_max)},
    }


def _terms(field: Field, values_max: int) -> Json:
    order = [{"_count": "desc"}, {"_key": "asc"}]
    return {"terms": {"field": field.name, "size": values_max, "order": order}}


def page(request: SearchRequest, answer: Mapping[str, Any]) -> SearchPage:
    """Read the answer to `search_body`."""
    rows = answer["hits"]["hits"]
    shown = rows[: request.limit]
    more = len(rows) > request.limit > 0
    return SearchPage(
        total=answer["hits"]["total"]["value"],
        hits=[_hit(request, row) for row in shown],
        facets={
            name: [
                FacetValue(bucket["key"], bucket["doc_count"])
                for bucket in answer["aggregations"][name][_AGGREGATION]["buckets"]
            ]
            for name in request.facets
        },
        after=_after(request, shown[-1]) if more else None,
    )


def _hit(request: SearchRequest, row: Mapping[str, Any]) -> Hit:
    document = CaseDocument.model_validate(row["_source"])
    return Hit(
        document=document,
        after=_after(request, row),
        snippets=snippets(request.query, document) if request.highlight else (),
    )


def _after(request: SearchRequest, row: Mapping[str, Any]) -> str:
    sort = row["sort"]
    place = Place(0 if len(sort) == 1 else sort[0], sort[-1])
    return encoded(request.sort, place)


def aggregate_body(request: SearchRequest, by: str, values_max: int) -> Json:
    """The body that counts cases by a value.

    Raises:
        BadQuery: the field cannot be counted, or a filter makes no sense.
    """
    terms = _terms(facet_field(by), values_max)
    return _counting(request, terms)


def histogram_body(request: SearchRequest, interval: Interval) -> Json:
    """The body that counts cases by the time received, in UTC.

    Raises:
        BadQuery: a filter makes no sense.
    """
    spans = {
        "field": "received_at",
        "calendar_interval": interval,
        "min_doc_count": 1,
        "format": _KEY_FORMATS[interval],
    }
    return _counting(request, {"date_histogram": spans})


def _counting(request: SearchRequest, aggregation: Json) -> Json:
    clauses = filter_clauses(request.filters).values()
    return {
        "query": _filtered([request.query, *clauses]),
        "size": 0,
        "track_total_hits": False,
        "aggs": {_AGGREGATION: aggregation | {"aggs": _PRIORITY_MAX}},
    }


def buckets(answer: Mapping[str, Any]) -> list[Bucket]:
    """Read the answer to `aggregate_body` or `histogram_body`."""
    return [
        Bucket(
            bucket.get("key_as_string", bucket["key"]),
            bucket["doc_count"],
            int(bucket["priority"]["value"] or 0),
        )
        for bucket in answer["aggregations"][_AGGREGATION]["buckets"]
    ]
