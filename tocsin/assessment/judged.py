"""What is left of an enrichment once a reviewer has rejected findings. Pure."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from schemas.case import Assessment, Case
from schemas.enrichment import (
    Country,
    Enrichment,
    Organization,
    Product,
    ScreeningHit,
)
from tocsin.assessment.completeness import assess_completeness
from tocsin.assessment.found import Found
from tocsin.assessment.priority import prioritize


class _Found(Protocol):
    @property
    def findings(self) -> tuple[str, ...]: ...


FoundT = TypeVar("FoundT", bound=_Found)


def accepted(case: Case, items: Iterable[FoundT]) -> tuple[FoundT, ...]:
    """The items that a reviewer has not rejected in every place they were found."""
    rejected = _rejected(case)
    return tuple(
        item
        for item in items
        if not (item.findings and rejected.issuperset(item.findings))
    )


def reassessed(case: Case) -> Assessment | None:
    """Screening, completeness and priority of what is left.

    None where no finding of the enrichment is rejected, so that it stands as it is.
    """
    enrichment, allegation = case.enrichment, case.allegation
    if enrichment is None or allegation is None or case.received_at is None:
        return None
    rejected = _rejected(case)
    if rejected.isdisjoint(finding.id for finding in enrichment.findings):
        return None
    received = case.received_at.date()
    found = Found(
        allegation=allegation,
        alleges=enrichment.alleges_forced_labor,
        countries=accepted(case, enrichment.countries),
        organizations=accepted(case, enrichment.organizations),
        products=accepted(case, enrichment.products),
        indicators=accepted(case, enrichment.indicators),
        tags=accepted(case, enrichment.tags),
        import_links=tuple(
            finding
            for finding in enrichment.findings
            if finding.kind == "import_link" and finding.id not in rejected
        ),
        screening=_still_hit(case, enrichment),
    )
    completeness = assess_completeness(found, received)
    return Assessment(
        screening=found.screening,
        completeness=completeness,
        priority=prioritize(found, completeness, received=received),
    )


def _rejected(case: Case) -> set[str]:
    return {id for id, judged in case.judgements.items() if judged == "rejected"}


def _still_hit(case: Case, enrichment: Enrichment) -> tuple[ScreeningHit, ...]:
    """The hits of which no side rests on rejected items alone."""
    groups: tuple[tuple[Country | Organization | Product, ...], ...] = (
        enrichment.countries,
        enrichment.organizations,
        enrichment.products,
    )
    everything = {word for group in groups for item in group for word in _words(item)}
    kept = {
        word
        for group in groups
        for item in accepted(case, group)
        for word in _words(item)
    }
    gone = everything - kept
    return tuple(hit for hit in enrichment.screening if gone.isdisjoint(hit.matched))


def _words(item: Country | Organization | Product) -> tuple[str, ...]:
    """The words by which a hit says that it matched on an item."""
    match item:
        case Country():
            return (item.code, item.name, *item.subregions)
        case Organization():
            return (item.text, item.normal, *item.variants)
        case Product():
            return (item.text, item.normal)
