"""A case: all events of one case id, folded."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from schemas.enrichment import (
    Completeness,
    Enrichment,
    Finding,
    Priority,
    ScreeningHit,
)
from schemas.events import CaseId, CaseStatus, Channel, ClosingReason
from schemas.submission import Allegation, Evidence
from schemas.values import Value


class Note(Value):
    at: AwareDatetime
    reviewer: str
    text: str


class AddedFinding(Value):
    """What a reviewer found, or corrected."""

    at: AwareDatetime
    reviewer: str
    finding: Finding
    replaces: str | None = Field(
        default=None, description="Id of the finding that was wrong."
    )


class Proposal(Value):
    """A referral that waits for a second person."""

    at: AwareDatetime
    reviewer: str = Field(description="The id: another one has to confirm.")
    name: str
    reason: str | None = None


class Question(Value):
    """What the reporter was asked."""

    id: str
    at: AwareDatetime
    reviewer: str
    text: str


class Answer(Value):
    """What came back from who has the receipt."""

    id: str
    at: AwareDatetime
    question_id: str | None = None
    answer: Evidence


class FieldChange(Value):
    """A field of a case before and after a review."""

    field: str
    before: str | None = None
    after: str | None = None


class HistoryEntry(Value):
    """One event that shaped the case, or a review that was refused."""

    at: AwareDatetime
    event_id: str
    type: str
    by: str
    summary: str
    version: int | None = Field(
        default=None, description="Of the case, after this review; null: refused."
    )
    details: tuple[FieldChange, ...] = ()
    refused: str | None = Field(
        default=None, description="Why a review had no effect: a stable code."
    )


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
    status_at: AwareDatetime | None = Field(
        default=None, description="When a review gave it this status."
    )
    closed_as: ClosingReason | None = None
    referral: Proposal | None = None
    merged_into: CaseId | None = None
    status_before_merge: CaseStatus | None = None
    closed_as_before_merge: ClosingReason | None = None
    assignee: str | None = None
    assignee_name: str | None = None
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
    enriched_answer_ids: tuple[str, ...] = Field(
        default=(), description="The answers that the enrichment read."
    )
    enriched_version: int = Field(
        default=0, description="The version of the case that the enrichment knew."
    )
    failures: tuple[Failure, ...] = ()
    judgements: dict[str, Literal["accepted", "rejected"]] = Field(
        default_factory=dict, description="Finding id -> what a reviewer said of it."
    )
    added: tuple[AddedFinding, ...] = ()
    assessment: Assessment | None = Field(
        default=None,
        description="Instead of that of the enrichment, once findings were rejected"
        " or added.",
    )
    notes: tuple[Note, ...] = ()
    questions: tuple[Question, ...] = ()
    answers: tuple[Answer, ...] = ()
    erased_at: AwareDatetime | None = Field(
        default=None,
        description="When the key of the case was erased: nothing else is left of it,"
        " and no later event changes that.",
    )
    refused: tuple[str, ...] = Field(
        default=(), description="Ids of reviews that had no effect."
    )
    history: tuple[HistoryEntry, ...] = ()


class CaseDocument(Value):
    """A case as the index keeps it. `tocsin.search.fields` says how each is indexed."""

    case_id: str
    version: int
    title: str
    text: str = Field(description="Narrative and evidence texts, for full-text search.")
    status: str
    assignee: str | None = Field(default=None, description="The name.")
    merged_into: str | None = Field(
        default=None, description="The case in which this one is worked on."
    )
    stage: Literal["partial", "received", "enriched", "failed", "erased"] = Field(
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
    uncertainty: Annotated[int, Field(ge=0, le=100)] = Field(
        default=0, description="How unsure the machine is of what is alleged."
    )
    evidence_items: int = 0
    manufacturers: tuple[str, ...] = Field(
        default=(),
        description="Normal names of manufacturers, exporters and vessels; in their own"
        " script where Latin letters would hide them.",
    )
    organizations: tuple[str, ...] = ()
    organization_names: tuple[str, ...] = Field(
        default=(), description="Every spelling, for full-text search."
    )
    name_sounds: tuple[str, ...] = Field(
        default=(), description="How the words of those sound: Metaphone codes."
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
