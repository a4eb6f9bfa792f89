"""What reviewers found or corrected, as the items that enrichment would make. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from schemas.case import AddedFinding, Case
from schemas.enrichment import (
    Country,
    Finding,
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


class Added(Protocol):
    """What a reviewer found, in place of a finding that was wrong or of none."""

    @property
    def finding(self) -> Finding:
        """Where it stands, and what it is."""

    @property
    def replaces(self) -> str | None:
        """Id of the finding that was wrong."""


_FoundT = TypeVar("_FoundT", bound=_Found)


def standing(case: Case) -> tuple[AddedFinding, ...]:
    """What reviewers added to a case and nobody has rejected since."""
    return tuple(
        one for one in case.added if case.judgements.get(one.finding.id) != "rejected"
    )


def added_countries(added: Iterable[Added]) -> tuple[Country, ...]:
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
        for one in _of(added, "country", "place")
    )


def added_organizations(
    added: Iterable[Added], made: Sequence[Organization]
) -> tuple[Organization, ...]:
    """Organizations; a corrected name keeps the role and the country that it had.

    The name is the reviewer's: the words of the text may be wrong, or no name at all.

    Args:
        added: what reviewers added.
        made: the organizations that enrichment found.
    """
    found = []
    for one in _of(added, "organization"):
        before = _corrected(one, made)
        role = before.role if before else "other"
        found.append(
            Organization(
                text=one.finding.value,
                normal=one.finding.value,
                role=role,
                alleged=before.alleged if before else True,
                country=before.country if before else None,
                confidence=1.0,
                findings=(one.finding.id,),
            )
        )
    return tuple(found)


def added_products(
    added: Iterable[Added], made: Sequence[Product]
) -> tuple[Product, ...]:
    """Goods; corrected ones keep their industry, and not the heading of the tariff."""
    found = []
    for one in _of(added, "product"):
        before = _corrected(one, made)
        found.append(
            Product(
                text=one.finding.value,
                normal=one.finding.value,
                industry=before.industry if before else None,
                confidence=1.0,
                findings=(one.finding.id,),
            )
        )
    return tuple(found)


def added_indicators(added: Iterable[Added]) -> tuple[Indicator, ...]:
    """Indicators."""
    return tuple(
        Indicator.model_validate(_sign(one)) for one in _of(added, "indicator")
    )


def added_tags(added: Iterable[Added]) -> tuple[Tag, ...]:
    """Tags."""
    return tuple(Tag.model_validate(_sign(one)) for one in _of(added, "tag"))


def _sign(one: Added) -> dict[str, object]:
    return {
        "id": one.finding.value,
        "quote": one.finding.quote,
        "confidence": 1.0,
        "findings": (one.finding.id,),
    }


def _of(added: Iterable[Added], *kinds: FindingKind) -> Iterator[Added]:
    return (one for one in added if one.finding.kind in kinds)


def _corrected(one: Added, items: Iterable[_FoundT]) -> _FoundT | None:
    return next((item for item in items if one.replaces in item.findings), None)
