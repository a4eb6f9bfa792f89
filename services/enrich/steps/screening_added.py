"""Screening of what was found, and again with what reviewers added to it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from schemas.enrichment import Country, Organization, Product, ScreeningHit
from schemas.events import ReviewersFinding
from services.enrich.steps.screening import screen
from tocsin.assessment import Found, facts_day
from tocsin.assessment.added import (
    added_countries,
    added_organizations,
    added_products,
)
from tocsin.lists import Lists

_ItemT = TypeVar("_ItemT", Country, Organization, Product)


def screened(
    found: Found,
    added: Sequence[ReviewersFinding],
    subregions: Sequence[str],
    *,
    as_of: date,
    lists: Lists,
) -> tuple[Found, tuple[ScreeningHit, ...]]:
    """What was found with its hits, and the hits that reviewers' findings make besides.

    The second are those of the lists compared with what was found and added, without
    what was corrected everywhere: a name that a reviewer put right is looked up, now
    and whenever the case is read again for a newer edition.

    Args:
        found: without hits.
        added: what reviewers found or corrected.
        subregions: ISO 3166-2 codes that the form names.
        as_of: the day of receipt.
        lists: the tables in force.
    """

    def hits(facts: Found) -> tuple[ScreeningHit, ...]:
        return screen(
            countries=facts.countries,
            organizations=facts.organizations,
            products=facts.products,
            subregions=subregions,
            as_of=facts_day(facts.allegation, as_of),
            lists=lists,
        )

    own = hits(found)
    beside = hits(_with_added(found, added)) if added else ()
    known = set(own)
    return replace(found, screening=own), tuple(
        hit for hit in beside if hit not in known
    )


def _with_added(found: Found, added: Sequence[ReviewersFinding]) -> Found:
    wrong = {one.replaces for one in added}
    organizations = added_organizations(added, found.organizations)
    products = added_products(added, found.products)
    return replace(
        found,
        countries=(*_right(found.countries, wrong), *added_countries(added)),
        organizations=(*_right(found.organizations, wrong), *organizations),
        products=(*_right(found.products, wrong), *products),
    )


def _right(items: Iterable[_ItemT], wrong: set[str | None]) -> list[_ItemT]:
    """Those that nobody corrected in every place they were found."""
    return [
        item
        for item in items
        if not (item.findings and wrong.issuperset(item.findings))
    ]
