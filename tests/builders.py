"""Events and what they hold, built by keyword. Companies are invented."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from schemas.enrichment import (
    Completeness,
    CompletenessItem,
    Country,
    Enrichment,
    Finding,
    Indicator,
    Organization,
    Priority,
    PriorityContribution,
    Product,
    ScreeningHit,
    TextRead,
    Versions,
)
from schemas.events import (
    AllegationEnriched,
    AllegationReceived,
    CaseReviewed,
    Change,
    DeadLettered,
    DeadLetterSettled,
)
from schemas.submission import Allegation
from tocsin.ids import case_id, enriched_id, letter_id

START = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
CASE = case_id("builders")
NARRATIVE = (
    "At Veltrano Textile in Gaziantep the manager keeps our passports. "
    "We sew cotton shirts for the United States and were not paid for three months."
)
TEXT_SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def at(minutes: int) -> datetime:
    """So many minutes after the start."""
    return START + timedelta(minutes=minutes)


def received(
    *, id: str = "received-1", case: str = CASE, minutes: int = 0, **allegation: Any
) -> AllegationReceived:
    return AllegationReceived(
        id=id,
        source="tocsin/intake",
        time=at(minutes),
        case_id=case,
        channel="api",
        allegation=Allegation.model_validate({"narrative": NARRATIVE, **allegation}),
    )


def finding(
    *, id: str, kind: str = "organization", value: str = "veltrano textile"
) -> Finding:
    start = NARRATIVE.index("Veltrano Textile")
    return Finding.model_validate(
        {
            "id": id,
            "kind": kind,
            "value": value,
            "evidence_id": "narrative",
            "start": start,
            "end": start + len("Veltrano Textile"),
            "quote": "Veltrano Textile",
            "found_by": "en_core_web_sm",
            "found_by_version": "3.8.0",
            "confidence": 0.9,
        }
    )


def enrichment(*, points: int = 12, code: str = "1", **fields: Any) -> Enrichment:
    made: dict[str, Any] = {
        "language": "en",
        "texts": (
            TextRead(
                evidence_id="narrative",
                language="en",
                chars=len(NARRATIVE),
                sha256=TEXT_SHA256,
            ),
        ),
        "countries": (
            Country(
                code="TR",
                name="Türkiye",
                region_code="145",
                region="Western Asia",
                alleged=True,
                confidence=0.9,
                findings=("f-country",),
            ),
            Country(
                code="US",
                name="United States",
                region_code="021",
                region="Northern America",
                alleged=False,
                confidence=0.9,
            ),
        ),
        "organizations": (
            Organization(
                text="Veltrano Textile",
                normal="veltrano textile",
                role="manufacturer",
                alleged=True,
                confidence=0.9,
                findings=("f-organization",),
            ),
        ),
        "products": (
            Product(
                text="cotton shirts",
                normal="cotton shirt",
                hs="6105",
                industry="Apparel",
                confidence=0.8,
            ),
        ),
        "indicators": (
            Indicator(
                id="retention_of_identity_documents",
                quote="keeps our passports",
                confidence=0.8,
            ),
        ),
        "alleges_forced_labor": True,
        "alleges_because": "It tells of documents held by an employer.",
        "screening": (
            ScreeningHit(
                list="dol_goods",
                edition="2024-09-05",
                entry="dol-0001",
                title="Cotton, Türkiye",
                status="listed",
                as_of=date(2026, 3, 14),
                matched_on=("goods", "country"),
                matched=("cotton shirts", "TR"),
                score=0.7,
                source="https://www.dol.gov/agencies/ilab/reports/child-labor/list-of-goods",
            ),
        ),
        "completeness": Completeness(
            items=(
                CompletenessItem(part="reasons", state="present", why="It tells why."),
                CompletenessItem(part="merchandise", state="present", why="Shirts."),
                CompletenessItem(part="production", state="weak", why="A city."),
                CompletenessItem(part="import_link", state="missing", why="None."),
            ),
            missing=("Who imports the goods?",),
        ),
        "priority": Priority(
            total=points,
            parts=(
                PriorityContribution(
                    part="indicators", points=points, points_max=100, reason="One sign."
                ),
            ),
        ),
        "findings": (finding(id="f-organization"),),
        "versions": Versions(
            code=code, models=("en_core_web_sm@3.8.0",), lists=("cbp_wro@2026-06-23",)
        ),
    }
    return Enrichment.model_validate(made | fields)


def enriched(
    *,
    of: str = "received-1",
    case: str = CASE,
    minutes: int = 1,
    code: str = "1",
    **fields: Any,
) -> AllegationEnriched:
    return AllegationEnriched(
        id=enriched_id(of, code),
        source="tocsin/enrich",
        time=at(minutes),
        case_id=case,
        received_id=of,
        enrichment=enrichment(code=code, **fields),
    )


def reviewed(
    *changes: Change,
    id: str = "review-1",
    version: int = 0,
    minutes: int = 2,
) -> CaseReviewed:
    return CaseReviewed(
        id=id,
        source="tocsin/desk",
        time=at(minutes),
        case_id=CASE,
        reviewer="r.osei",
        based_on_version=version,
        changes=changes,
    )


def dead_lettered(
    *,
    offset: int = 0,
    stage: str = "enrich",
    minutes: int = 3,
    event_id: str | None = "received-1",
) -> DeadLettered:
    topic = "allegations.received"
    return DeadLettered.model_validate(
        {
            "id": letter_id(stage, topic, 0, offset),
            "source": f"tocsin/{stage}",
            "time": at(minutes),
            "case_id": CASE,
            "stage": stage,
            "topic": topic,
            "partition": 0,
            "offset": offset,
            "event_id": event_id,
            "reason": "text_crashed",
            "message": "reading it failed: exit code -11",
            "code_version": "1",
            "attempt": 1,
        }
    )


def settled(letter: DeadLettered, *, minutes: int = 4) -> DeadLetterSettled:
    return DeadLetterSettled(
        id=f"settled-{letter.id}",
        source="tocsin/operations",
        time=at(minutes),
        case_id=letter.case_id,
        letter_id=letter.id,
        outcome="replayed",
        operator="o.lindqvist",
    )
