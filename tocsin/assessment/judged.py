"""What holds of an enrichment once reviewers have judged it and added to it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from schemas.case import Assessment, Case
from schemas.enrichment import (
    Country,
    Enrichment,
    Indicator,
    Organization,
    Product,
    ScreeningHit,
    Tag,
)
from schemas.submission import Evidence
from tocsin.assessment.added import (
    added_countries,
    added_indicators,
    added_organizations,
    added_products,
    added_tags,
    standing,
)
from tocsin.assessment.completeness import assess_completeness
from tocsin.assessment.found import Found
from tocsin.assessment.priority import prioritize


class _Found(Protocol):
    @property
    def findings(self) -> tuple[str, ...]: ...


FoundT = TypeVar("FoundT", bound=_Found)


@dataclass(frozen=True, slots=True)
class Judged:
    """What holds: found and not rejected, or added by a reviewer."""

    countries: tuple[Country, ...]
    organizations: tuple[Organization, ...]
    products: tuple[Product, ...]
    indicators: tuple[Indicator, ...]
    tags: tuple[Tag, ...]


def judged(case: Case, made: Enrichment) -> Judged:
    """What holds of an enrichment of the case."""
    added = standing(case)
    return Judged(
        countries=accepted(case, made.countries) + added_countries(added),
        organizations=accepted(case, made.organizations)
        + added_organizations(added, made.organizations),
        products=accepted(case, made.products) + added_products(added, made.products),
        indicators=accepted(case, made.indicators) + added_indicators(added),
        tags=accepted(case, made.tags) + added_tags(added),
    )


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

    None where nothing of the enrichment is rejected and nothing was added to it, so
    that it stands as it is.
    """
    enrichment, allegation = case.enrichment, case.allegation
    if enrichment is None or allegation is None or case.received_at is None:
        return None
    rejected = _rejected(case)
    untouched = rejected.isdisjoint(finding.id for finding in enrichment.findings)
    if untouched and not case.added:
        return None
    received = case.received_at.date()
    holds = judged(case, enrichment)
    found = Found(
        allegation=allegation,
        alleges=enrichment.alleges_forced_labor,
        countries=holds.countries,
        organizations=holds.organizations,
        products=holds.products,
        indicators=holds.indicators,
        tags=holds.tags,
        import_links=tuple(
            finding
            for finding in enrichment.findings
            if finding.kind == "import_link" and finding.id not in rejected
        ),
        screening=_still_hit(case, enrichment, holds),
        answers=answers_read(case),
    )
    completeness = assess_completeness(found, received)
    return Assessment(
        screening=found.screening,
        completeness=completeness,
        priority=prioritize(found, completeness, received=received),
    )


def answers_read(case: Case) -> tuple[Evidence, ...]:
    """The answers that the enrichment of a case has read."""
    read = set(case.enriched_answer_ids)
    return tuple(one.answer for one in case.answers if one.id in read)


def _rejected(case: Case) -> set[str]:
    return {id for id, judged in case.judgements.items() if judged == "rejected"}


def _still_hit(case: Case, made: Enrichment, holds: Judged) -> tuple[ScreeningHit, ...]:
    """The hits of which no side rests on rejected items alone, one an entry."""
    everything = _all_words(
        (*made.countries, *added_countries(case.added)),
        (*made.organizations, *added_organizations(case.added, made.organizations)),
        (*made.products, *added_products(case.added, made.products)),
    )
    gone = everything - _all_words(holds.countries, holds.organizations, holds.products)
    best: dict[tuple[str, str], ScreeningHit] = {}
    for hit in (*made.screening, *made.screening_added):
        key = (hit.list, hit.entry)
        known = best.get(key)
        better = known is None or hit.score > known.score
        if better and gone.isdisjoint(hit.matched):
            best[key] = hit
    return tuple(best.values())


def _all_words(*groups: Iterable[Country | Organization | Product]) -> set[str]:
    return {word for group in groups for item in group for word in _words(item)}


def _words(item: Country | Organization | Product) -> tuple[str, ...]:
    """The words by which a hit says that it matched on an item."""
    match item:
        case Country():
            return (item.code, item.name, *item.subregions)
        case Organization():
            return (item.text, item.normal, *item.variants)
        case Product():
            return (item.text, item.normal)
