"""A case as a page: what is said, where it stands, and what follows from it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from schemas.case import Assessment, Case, CaseDocument
from schemas.enrichment import AmbiguousCountry, Enrichment, ScreeningHit
from services.desk.answers import CaseSummary, summary
from services.desk.labels import answered, label
from services.desk.pages.marking import Marks
from services.desk.pages.panels import (
    Findings,
    Panel,
    Place,
    ambiguous,
    country_panels,
    organization_panels,
)
from services.desk.pages.texts import CaseText, FileText, case_texts, places
from services.desk.reported import claimed, reported
from tocsin.assessment.added import added_indicators, added_tags, standing
from tocsin.search.base import SearchIndex

PARTS: Mapping[str, str] = {
    "reasons": "Reasons for the belief",
    "merchandise": "Description of the merchandise",
    "production": "Facts of production abroad",
    "import_link": "Link to import into the United States",
    "evidence": "Evidence",
    "indicators": "Indicators",
    "screening": "Official lists",
    "severity": "Severity of what is alleged",
    "completeness": "Completeness",
    "recency": "Recency",
    "independent_sources": "Independent sources",
}
"""Parts of completeness (19 CFR 12.42(b)) and of the priority, as people read them."""


@dataclass(frozen=True, slots=True)
class Sign:
    """An indicator or a tag, with the words that show it."""

    title: str
    anchor: str
    quote: str
    confidence: float
    places: tuple[Place, ...]
    search_href: str
    answered: str
    """What the texts say has become of it; empty where it stands as alleged."""


@dataclass(frozen=True, slots=True)
class CasePage:
    """All that the page of a case shows.

    Attributes:
        assessed: completeness, screening and priority, without what was rejected.
        claimed: indicators that the reporter marked and that no words show.
        reported: what else the form says: field, value.
    """

    summary: CaseSummary
    case: Case
    enrichment: Enrichment | None
    assessed: Assessment | None
    texts: list[CaseText]
    marks: Marks
    signs: list[Sign]
    claimed: list[str]
    organizations: list[Panel]
    countries: list[Panel]
    ambiguous: list[tuple[AmbiguousCountry, tuple[Place, ...]]]
    reported: list[tuple[str, str]]


def case_page(
    index: SearchIndex, document: CaseDocument, file_text: FileText, today: date
) -> CasePage:
    """The page of a case, as of a day."""
    case = document.case
    enrichment = case.enrichment
    texts = case_texts(case, file_text)
    findings = Findings(case, places(case, texts))
    assessed = assessment(case)
    screening = assessed.screening if assessed else ()
    return CasePage(
        summary=summary(document, today),
        case=case,
        enrichment=enrichment,
        assessed=assessed,
        texts=texts,
        marks=Marks(case),
        signs=list(_signs(case, findings)),
        claimed=claimed(case),
        organizations=organization_panels(index, case, findings, screening),
        countries=country_panels(index, case, findings, screening),
        ambiguous=ambiguous(case, findings),
        reported=list(reported(case)),
    )


def assessment(case: Case) -> Assessment | None:
    """What holds now: without the findings that reviewers rejected."""
    if case.assessment is not None or case.enrichment is None:
        return case.assessment
    made = case.enrichment
    return Assessment(
        screening=made.screening,
        completeness=made.completeness,
        priority=made.priority,
    )


def _signs(case: Case, findings: Findings) -> Iterator[Sign]:
    enrichment = case.enrichment
    if enrichment is None:
        return
    added = standing(case)
    for name, found in (
        ("indicator", (*enrichment.indicators, *added_indicators(added))),
        ("tag", (*enrichment.tags, *added_tags(added))),
    ):
        for one in found:
            yield Sign(
                title=label(name, one.id),
                anchor=f"{name}-{one.id}",
                quote=one.quote,
                confidence=one.confidence,
                places=findings.places(one.findings),
                search_href=f"/desk/?{name}={one.id}",
                answered=answered(one),
            )


def by_list(screening: tuple[ScreeningHit, ...]) -> dict[str, list[ScreeningHit]]:
    """Hits by the list they are of, the best first."""
    found: dict[str, list[ScreeningHit]] = {}
    for hit in sorted(screening, key=lambda hit: -hit.score):
        found.setdefault(hit.list, []).append(hit)
    return found
