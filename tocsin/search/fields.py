"""The fields of a case document: how each is indexed, filtered and counted.

Both adapters make their mapping from these rows; the grammar and the API take their
field names from them. A test holds them equal to `schemas.case.CaseDocument`.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "keyword", "sound", "date", "integer", "boolean", "stored"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a case document.

    Attributes:
        name: of the document's field.
        kind: text is analyzed (words, accents and case folded), keyword is exact, sound
            is a keyword that tells how a word is said.
        query: its name in the search grammar and the API; None: not searchable there.
        facet: values are counted beside a search.
        sort: results may be ordered by it.
    """

    name: str
    kind: Kind
    query: str | None = None
    facet: bool = False
    sort: bool = False


FIELDS: tuple[Field, ...] = (
    Field("case_id", "keyword", query="id", sort=True),
    Field("version", "integer"),
    Field("title", "text"),
    Field("text", "text", query="text"),
    Field("status", "keyword", query="status", facet=True),
    Field("assignee", "keyword", query="assignee", facet=True),
    Field("merged_into", "keyword", query="merged_into"),
    Field("stage", "keyword", query="stage", facet=True),
    Field("channel", "keyword", query="channel", facet=True),
    Field("external_id", "keyword", query="external_id"),
    Field("language", "keyword", query="language", facet=True),
    Field("received_at", "date", query="received", sort=True),
    Field("updated_at", "date", query="updated", sort=True),
    Field("priority", "integer", query="priority", sort=True),
    Field("alleges_forced_labor", "boolean", query="alleges"),
    Field("completeness", "integer", query="completeness", sort=True),
    Field("uncertainty", "integer", query="uncertainty", sort=True),
    Field("evidence_items", "integer", sort=True),
    Field("manufacturers", "keyword", query="manufacturer", facet=True),
    Field("organizations", "keyword", query="organization", facet=True),
    Field("organization_names", "text", query="name"),
    Field("name_sounds", "sound", query="sounds"),
    Field("countries", "keyword", query="mentions", facet=True),
    Field("countries_alleged", "keyword", query="country", facet=True),
    Field("regions", "keyword", query="region", facet=True),
    Field("subregions", "keyword", query="subregion", facet=True),
    Field("goods", "keyword", query="goods", facet=True),
    Field("hs", "keyword", query="hs", facet=True),
    Field("industries", "keyword", query="industry", facet=True),
    Field("indicators", "keyword", query="indicator", facet=True),
    Field("tags", "keyword", query="tag", facet=True),
    Field("lists", "keyword", query="list", facet=True),
    Field("forward_by", "date", query="due"),
    Field("text_bands", "keyword"),
    Field("enriched_with", "keyword"),
    Field("case", "stored"),
)

BY_NAME: dict[str, Field] = {field.name: field for field in FIELDS}
BY_QUERY: dict[str, Field] = {
    field.query: field for field in FIELDS if field.query is not None
}
FACETS: tuple[str, ...] = tuple(
    field.query for field in FIELDS if field.facet and field.query is not None
)
WORDS: tuple[str, ...] = ("title", "text", "organization_names")
"""Fields that a word without a field name is looked for in."""
