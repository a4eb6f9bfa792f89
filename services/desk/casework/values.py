"""What a reviewer typed for a finding, in the form that searches and counts use."""

from typing import get_args

from schemas.enrichment import FindingKind, TagId
from schemas.values import IndicatorId
from tocsin.names.normal import normal_name
from tocsin.text.regions import country_codes, country_name

_KNOWN: dict[str, tuple[str, ...]] = {
    "indicator": get_args(IndicatorId),
    "tag": get_args(TagId),
}


def normal_value(kind: FindingKind, typed: str) -> str | None:
    """The value of a finding; None when there is no such country, indicator or tag.

    A country may be typed as its code or its English name.
    """
    typed = " ".join(typed.split())
    if kind in {"country", "place"}:
        return _country(typed)
    if kind in _KNOWN:
        value = typed.lower().replace(" ", "_")
        return value if value in _KNOWN[kind] else None
    if kind == "organization":
        return normal_name(typed) or None
    return typed.lower()


def _country(typed: str) -> str | None:
    if typed.upper() in country_codes():
        return typed.upper()
    by_name = (c for c in country_codes() if country_name(c).lower() == typed.lower())
    return next(by_name, None)
