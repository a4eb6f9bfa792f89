"""What enrichment finds. Every finding says where it stands, in which words, and what
found it. Nothing here is a verdict: an allegation is an allegation.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.values import CountryCode, IndicatorId, OrganizationRole, Value

NARRATIVE = "narrative"
"""The evidence id of the report's own story."""

FILE_SUFFIX = "-file"


def text_id(number: int) -> str:
    """Evidence id of the text of a report's evidence item; the first is number 1."""
    return f"e{number}"


def file_id(number: int) -> str:
    """Evidence id of what a report's evidence file holds; the first is number 1."""
    return text_id(number) + FILE_SUFFIX


def answer_text_id(answer_id: str) -> str:
    """Evidence id of the text of an answer; other answers do not change it."""
    return f"answer-{answer_id}"


def answer_file_id(answer_id: str) -> str:
    """Evidence id of what the file of an answer holds."""
    return answer_text_id(answer_id) + FILE_SUFFIX


FindingKind = Literal[
    "country", "place", "organization", "product", "indicator", "tag", "import_link"
]
TagId = Literal["child_labor", "state_imposed_labor"]
ListId = Literal["cbp_wro", "uflpa", "dol_goods"]
CompletenessPart = Literal["reasons", "merchandise", "production", "import_link"]
CompletenessState = Literal["present", "weak", "missing"]
PriorityPart = Literal[
    "evidence",
    "indicators",
    "screening",
    "severity",
    "completeness",
    "recency",
    "independent_sources",
]
Confidence = Annotated[float, Field(ge=0.0, le=1.0)]


class Finding(Value):
    """One thing found at one place.

    `start` and `end` count Unicode code points of the text of `evidence_id`, half open:
    text[start:end] == quote, always.
    """

    id: str
    kind: FindingKind
    value: str = Field(description="Country code, normal name, indicator id, ...")
    evidence_id: str
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    quote: str
    found_by: str = Field(description="A model or a rule, for instance rule:demonym.")
    found_by_version: str
    confidence: Confidence


class Country(Value):
    """A country that the text names, directly, by demonym, by city or by province."""

    code: CountryCode
    name: str
    region_code: str = Field(description="UN M49 code of the sub-region, 3 digits.")
    region: str = Field(description="UN M49 name of the sub-region.")
    alleged: bool = Field(description="The forced labor is said to happen there.")
    subregions: tuple[str, ...] = Field(
        default=(), description="ISO 3166-2 codes of regions that orders name: CN-XJ."
    )
    confidence: Confidence
    findings: tuple[str, ...] = ()


class AmbiguousCountry(Value):
    """A word that may be a country. Kept as candidates, not guessed."""

    text: str
    candidates: tuple[str, ...] = Field(description="CountryCode, or 'none'.")
    reason: str
    findings: tuple[str, ...] = ()


class Organization(Value):
    """One organization under all its spellings in this case."""

    text: str = Field(description="The fullest spelling that the text uses.")
    normal: str = Field(description="Lower case, legal form off, for facets.")
    variants: tuple[str, ...] = ()
    role: OrganizationRole
    alleged: bool = Field(description="Said to use or to profit from forced labor.")
    country: CountryCode | None = None
    confidence: Confidence
    findings: tuple[str, ...] = ()


class Product(Value):
    """Goods that the text names."""

    text: str
    normal: str = Field(description="Singular, lower case, English, for facets.")
    hs: str | None = Field(default=None, description="HS 2022 chapter or heading.")
    industry: str | None = Field(default=None, description="CBP industry.")
    alleged: bool = True
    confidence: Confidence
    findings: tuple[str, ...] = ()


Standing = Literal["alleged", "remedied", "denied"]
"""What a text says has become of what it alleges."""


class Indicator(Value):
    """One of the eleven ILO indicators, with the words that show it best."""

    id: IndicatorId
    quote: str
    confidence: Confidence
    findings: tuple[str, ...] = ()
    standing: Standing = Field(
        default="alleged",
        description="remedied, denied: wherever the texts show it, they say so of it.",
    )


class Tag(Value):
    """A mark outside the eleven indicators."""

    id: TagId
    quote: str
    confidence: Confidence
    findings: tuple[str, ...] = ()


class ScreeningHit(Value):
    """An entry of an official list that touches this case."""

    list: ListId
    edition: str = Field(description="Date of the list's edition, YYYY-MM-DD.")
    entry: str = Field(description="Id of the row in tocsin/lists.")
    title: str
    status: str = Field(description="The order's status on `as_of`.")
    as_of: date
    matched_on: tuple[str, ...] = Field(description="goods, producer, region, country")
    matched: tuple[str, ...] = Field(description="The words of the case that matched.")
    score: Confidence
    source: str = Field(description="Where the government publishes this entry.")


class CompletenessItem(Value):
    """One part that 19 CFR 12.42(b) asks for."""

    part: CompletenessPart
    state: CompletenessState
    why: str
    findings: tuple[str, ...] = ()


class Completeness(Value):
    """Whether a filing holds what 19 CFR 12.42(b) asks for."""

    items: tuple[CompletenessItem, ...]
    missing: tuple[str, ...] = Field(description="What to ask the reporter for.")
    advice: str | None = Field(
        default=None, description="Draft of the written advice of 12.42(c)."
    )
    conforms: bool | None = Field(
        default=None, description="Every part is present; null: not looked at."
    )
    forward_by: date | None = Field(
        default=None,
        description="12.42(c): where it conforms, ten days after the receipt.",
    )


class PriorityContribution(Value):
    """One named part of a priority."""

    part: PriorityPart
    points: Annotated[int, Field(ge=0)]
    points_max: Annotated[int, Field(ge=0)]
    reason: str


class Priority(Value):
    """In which order cases deserve attention: a sum, never a verdict."""

    total: Annotated[int, Field(ge=0, le=100)]
    parts: tuple[PriorityContribution, ...]
    would_raise: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _parts_add_up(self) -> "Priority":
        total = sum(part.points for part in self.parts)
        if total != self.total:
            raise ValueError(f"parts add up to {total}, not to {self.total}")
        return self


class TextRead(Value):
    """One text that enrichment read: the narrative, or what a file holds."""

    evidence_id: str
    language: str
    chars: int
    sha256: str = Field(description="Of the UTF-8 text; its name in the blob store.")
    truncated: bool = False
    problem: str | None = Field(
        default=None,
        description="Why a file gave no text, or not all, for instance encrypted.",
    )


class Fingerprint(Value):
    """What tells whether another text reads alike, without the text."""

    evidence_id: str
    minhash: str = Field(description="128 minima of 16 bits; see tocsin.likeness.")


class Versions(Value):
    """What made an enrichment: a change of any makes it stale."""

    code: str
    models: tuple[str, ...]
    lists: tuple[str, ...]


class Enrichment(Value):
    """All that enrichment says of one case."""

    language: str = Field(description="ISO 639-1 of the narrative, or 'und'.")
    texts: tuple[TextRead, ...]
    countries: tuple[Country, ...] = ()
    ambiguous_countries: tuple[AmbiguousCountry, ...] = ()
    organizations: tuple[Organization, ...] = ()
    products: tuple[Product, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    tags: tuple[Tag, ...] = ()
    alleges_forced_labor: bool
    alleges_because: str
    screening: tuple[ScreeningHit, ...] = ()
    screening_added: tuple[ScreeningHit, ...] = Field(
        default=(),
        description="What the lists say besides, with what reviewers added and instead"
        " of what they corrected.",
    )
    completeness: Completeness
    priority: Priority
    findings: tuple[Finding, ...] = ()
    fingerprints: tuple[Fingerprint, ...] = ()
    versions: Versions
