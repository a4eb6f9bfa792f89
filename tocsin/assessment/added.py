"""What reviewers found or corrected, as the items that enrichment would make. Pure."""

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from schemas.case import AddedFinding, Case
from schemas.enrichment import (
    Country,
    Enrichment,
    FindingKind,
    Indicator,
    Organization,
    Product,
    Tag,
)
from tocsin.text.regions import country_name, sub_region


class _Found(Protocol):
    @property
    def findings(self) -> tuple[str, ...]: ...


_FoundT = TypeVar("_FoundT", bound=_Found)


def added_countries(case: Case) -> tuple[Country, ...]:
    """Countries and places; forced labor is alleged there, or nobody would add it."""
    return tuple(
        Country(
            code=one.finding.value,
            name=country_name(one.finding.value),
            region_code=sub_region(one.finding.value).code,
            region=sub_region(one.finding.value).name,
            alleged=True,
            confidence=1.0,
            findings=(one.finding.id,),
        )
        for one in _standing(case, "country", "place")
    )


def added_organizations(case: Case, made: Enrichment) -> tuple[Organization, ...]:
    """Organizations; a corrected name keeps the role and the country that it had."""
    found = []
    for one in _standing(case, "organization"):
        before = _corrected(one, made.organizations)
        role = before.role if before else "other"
        found.append(
            Organization(
                text=one.finding.quote,
                normal=one.finding.value,
                role=role,
                alleged=before.alleged if before else True,
                country=before.country if before else None,
                confidence=1.0,
                findings=(one.finding.id,),
            )
        )
    return tuple(found)


def added_products(case: Case, made: Enrichment) -> tuple[Product, ...]:
    """Goods; corrected ones keep their industry, and not the heading of the tariff."""
    found = []
    for one in _standing(case, "product"):
        before = _corrected(one, made.products)
        found.append(
            Product(
                text=one.finding.quote,
                normal=one.finding.value,
                industry=before.industry if before else None,
                confidence=1.0,
                findings=(one.finding.id,),
            )
        )
    return tuple(found)


def added_indicators(case: Case) -> tuple[Indicator, ...]:
    """Indicators."""
    return tuple(
        Indicator.model_validate(_sign(one)) for one in _standing(case, "indicator")
    )


def added_tags(case: Case) -> tuple[Tag, ...]:
    """Tags."""
    return tuple(Tag.model_validate(_sign(one)) for one in _standing(case, "tag"))


def _sign(one: AddedFinding) -> dict[str, object]:
    return {
        "id": one.finding.value,
        "quote": one.finding.quote,
        "confidence": 1.0,
        "findings": (one.finding.id,),
    }


def _standing(case: Case, *kinds: FindingKind) -> Iterator[AddedFinding]:
    """Those of some kinds that nobody has rejected since."""
    for one in case.added:
        is_rejected = case.judgements.get(one.finding.id) == "rejected"
        if one.finding.kind in kinds and not is_rejected:
            yield one


def _corrected(one: AddedFinding, items: Iterable[_FoundT]) -> _FoundT | None:
    return next((item for item in items if one.replaces in item.findings), None)
