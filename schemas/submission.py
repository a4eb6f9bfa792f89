"""What a reporter sends: the body of POST /v1/allegations and of a row of an import.

The field set covers 19 CFR 12.42(b), the CBP portal of 2025 and the HSI tip form; only
the narrative is required, because a report that lacks something is still a report.
Intake refuses fields that it does not know (`SUBMISSION_EXTRA`); readers of events
ignore them, because a newer writer may have added one.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, EmailStr, Field, StringConstraints

from schemas.values import (
    CountryCode,
    IndicatorId,
    LanguageCode,
    Line,
    LongText,
    NonEmptyLine,
    OrganizationRole,
    PartialDate,
    SafeText,
    Sha256,
    Value,
    is_blank,
)

SUBMISSION_EXTRA: Literal["forbid"] = "forbid"

EVIDENCE_ITEMS_MAX = 50
"""A file per claim is plenty; more belongs in one document or a second report."""

EvidenceKind = Literal[
    "testimony",
    "interview",
    "photograph",
    "contract",
    "message",
    "ngo_report",
    "news",
    "audit",
    "research",
    "trade_data",
    "shipping_record",
    "other",
]

ReporterRole = Literal[
    "worker",
    "family",
    "union",
    "ngo",
    "competitor",
    "importer",
    "journalist",
    "researcher",
    "other",
]

Narrative = Annotated[LongText, Field(min_length=1)]


class StoredFile(Value):
    """A file in the blob store, named by its content."""

    sha256: Sha256
    media_type: Annotated[str, StringConstraints(pattern=r"^[\w.+-]+/[\w.+-]+$")]
    size_bytes: Annotated[int, Field(ge=0)]
    filename: Line | None = None


class Evidence(Value):
    """One piece of evidence: its text, or a file that was uploaded with the report."""

    kind: EvidenceKind = "other"
    title: Line | None = None
    text: LongText | None = None
    file: StoredFile | None = None
    upload: Line | None = Field(
        default=None,
        description="Multipart only: the name of the form part that carries the file.",
    )
    url: Line | None = None
    published_on: PartialDate | None = None
    language: LanguageCode | None = None
    shows: Line | None = Field(default=None, description="What this item shows.")
    supports: tuple[IndicatorId, ...] = ()


class ProductClaim(Value):
    """Goods that the reporter names."""

    description: NonEmptyLine
    hs_code: (
        Annotated[str, StringConstraints(pattern=r"^\d{2}(\.?\d{2}){0,4}$")] | None
    ) = None
    brand: Line | None = None


class CompanyClaim(Value):
    """A company that the reporter names, with the part it is said to play."""

    name: NonEmptyLine
    role: OrganizationRole = "manufacturer"
    aliases: Annotated[tuple[NonEmptyLine, ...], Field(max_length=20)] = ()
    address: Line | None = None
    country: CountryCode | None = None
    region: Line | None = None
    registration_id: Line | None = None


class LaborClaim(Value):
    """What the reporter says of the work itself."""

    indicators: tuple[IndicatorId, ...] = ()
    started_on: PartialDate | None = None
    ended_on: PartialDate | None = None
    ongoing: bool | None = None
    workers: Annotated[int, Field(ge=0, le=100_000_000)] | None = None
    workers_are: Literal["adults", "children", "both"] | None = None
    state_imposed: bool | None = None
    known_from: Literal["saw_it", "was_told", "read_it"] | None = None


class ImportClaim(Value):
    """Why the goods are believed to come, or to be likely to come, to the US."""

    importer: Line | None = None
    consignee: Line | None = None
    ports: Annotated[tuple[NonEmptyLine, ...], Field(max_length=20)] = ()
    bills_of_lading: Annotated[tuple[NonEmptyLine, ...], Field(max_length=50)] = ()
    reason: Annotated[SafeText, StringConstraints(max_length=5_000)] | None = None


class Reporter(Value):
    """Who reports. Sealed in the intake process; never in an event in clear."""

    name: Line | None = None
    organization: Line | None = None
    email: EmailStr | None = None
    phone: Line | None = None
    language: LanguageCode | None = None
    may_contact: bool = False
    may_share: bool = False


class Allegation(Value):
    """The allegation itself, without who made it."""

    narrative: Narrative
    language: LanguageCode | None = Field(
        default=None, description="A hint; the text decides."
    )
    products: Annotated[tuple[ProductClaim, ...], Field(max_length=50)] = ()
    companies: Annotated[tuple[CompanyClaim, ...], Field(max_length=50)] = ()
    production_country: CountryCode | None = None
    production_region: Line | None = None
    labor: LaborClaim | None = None
    us_link: ImportClaim | None = None
    evidence: Annotated[tuple[Evidence, ...], Field(max_length=EVIDENCE_ITEMS_MAX)] = ()
    prior_reports: Annotated[tuple[NonEmptyLine, ...], Field(max_length=20)] = ()
    retaliation_risk: bool | None = None
    reporter_role: ReporterRole | None = None


def _with_words(text: str) -> str:
    if is_blank(text):
        raise ValueError("should not be blank")
    return text


class Submission(Allegation):
    """The body of POST /v1/allegations, and a row of an import."""

    # Not in the allegation itself: what the log holds already must stay readable.
    narrative: Annotated[Narrative, AfterValidator(_with_words)]
    id: NonEmptyLine | None = Field(
        default=None,
        description="The sender's own id; the same id makes the same case.",
    )
    reporter: Reporter | None = Field(
        default=None, description="Leave it out to stay anonymous."
    )
