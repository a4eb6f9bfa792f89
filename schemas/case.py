"""A case: all events of one case id, folded."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from schemas.enrichment import Completeness, Enrichment, Priority, ScreeningHit
from schemas.events import CaseStatus, Channel
from schemas.submission import Allegation
from schemas.values import Value


class Note(Value):
    at: AwareDatetime
    reviewer: str
    text: str


class HistoryEntry(Value):
    """One event that shaped the case, in the order it was applied."""

    at: AwareDatetime
    event_id: str
    type: str
    by: str
    summary: str


class Failure(Value):
    """A stage that gave up on this case; it stands in the dead letters."""

    stage: str
    reason: str
    message: str
    letter_id: str
    at: AwareDatetime


class Assessment(Value):
    """What lists, the rule and the sums say without what reviewers rejected."""

    screening: tuple[ScreeningHit, ...]
    completeness: Completeness
    priority: Priority


class Case(Value):
    """The state of one case.

    It does not depend on the order in which the topics were read, so that a rebuild
    makes the very same case. `applied` holds, for each topic/partition, the offset of
    the last event applied: an event at or below it changes nothing, and so a replay
    changes nothing.
    """

    case_id: str
    version: int = Field(
        default=0, description="How many reviews were applied; the next is based on it."
    )
    applied: dict[str, int] = Field(default_factory=dict)
    status: CaseStatus = "new"
    assignee: str | None = None
    received_id: str | None = None
    received_at: AwareDatetime | None = None
    updated_at: AwareDatetime | None = None
    channel: Channel | None = None
    external_id: str | None = None
    anonymous: bool = True
    allegation: Allegation | None = None
    enrichment: Enrichment | None = None
    enriched_id: str | None = None
    enriched_at: AwareDatetime | None = None
    enriched_received_id: str | None = None
    failures: tuple[Failure, ...] = ()
    judgements: dict[str, Literal["accepted", "rejected"]] = Field(
        default_factory=dict, description="Finding id -> what a reviewer said of it."
    )
    assessment: Assessment | None = Field(
        default=None,
        description="Instead of that of the enrichment, once a finding was rejected.",
    )
    notes: tuple[Note, ...] = ()
    refused: tuple[str, ...] = Field(
        default=(), description="Ids of reviews based on an older version; no effect."
    )
    history: tuple[HistoryEntry, ...] = ()


class CaseDocument(Value):
    """A case as the index keeps it. `tocsin.search.fields` says how each is indexed."""

    case_id: str
    version: int
    title: str
    text: str = Field(description="Narrative and evidence texts, for full-text search.")
    status: str
    assignee: str | None = None
    stage: Literal["partial", "received", "enriched", "failed"] = Field(
        description="partial: its received event has not been read yet."
    )
    channel: str | None = None
    external_id: str | None = None
    language: str = "und"
    received_at: AwareDatetime
    updated_at: AwareDatetime
    priority: Annotated[int, Field(ge=0, le=100)] = 0
    alleges_forced_labor: bool | None = None
    completeness: Annotated[int, Field(ge=0, le=4)] = 0
    evidence_items: int = 0
    manufacturers: tuple[str, ...] = Field(
        default=(), description="Normal names of manufacturers, exporters and vessels."
    )
    organizations: tuple[str, ...] = ()
    organization_names: tuple[str, ...] = Field(
        default=(), description="Every spelling, for full-text search."
    )
    countries: tuple[str, ...] = ()
    countries_alleged: tuple[str, ...] = ()
    regions: tuple[str, ...] = Field(default=(), description="M49 names.")
    subregions: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    hs: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    lists: tuple[str, ...] = Field(default=(), description="Lists with a hit.")
    forward_by: AwareDatetime | None = Field(
        default=None, description="Start of the day of 19 CFR 12.42(c)."
    )
    text_bands: tuple[str, ...] = Field(
        default=(), description="Texts that share one may read alike."
    )
    enriched_with: str | None = Field(
        default=None, description="Digest of the versions that enriched it."
    )
    case: Case
