"""Small parts of a case for the tests of the later steps; all companies invented."""

from schemas.enrichment import Country, Finding, Indicator, Organization, Product
from schemas.values import IndicatorId, OrganizationRole


def country(code: str, name: str, *, alleged: bool = True) -> Country:
    return Country(
        code=code,
        name=name,
        region_code="030",
        region="Eastern Asia",
        alleged=alleged,
        confidence=0.9,
        findings=(f"f-{code}",),
    )


def organization(
    text: str,
    *,
    role: OrganizationRole = "manufacturer",
    country: str | None = None,
    variants: tuple[str, ...] = (),
    alleged: bool = True,
) -> Organization:
    return Organization(
        text=text,
        normal=text.lower(),
        role=role,
        alleged=alleged,
        country=country,
        variants=variants,
        confidence=0.9,
        findings=(f"f-{text}",),
    )


def product(text: str, *, hs: str | None = None) -> Product:
    return Product(
        text=text,
        normal=text.lower(),
        hs=hs,
        confidence=0.9,
        findings=(f"f-{text}",),
    )


def indicator(name: IndicatorId) -> Indicator:
    return Indicator(id=name, quote="...", confidence=0.9, findings=(f"f-{name}",))


def import_link(value: str, confidence: float) -> Finding:
    return Finding(
        id=f"f-{value}",
        kind="import_link",
        value=value,
        evidence_id="narrative",
        start=0,
        end=3,
        quote="...",
        found_by="rule:test",
        found_by_version="1",
        confidence=confidence,
    )
