"""What a filing holds of what 19 CFR 12.42(b) asks for.

The rule asks for (1) a full statement of the reasons for the belief, (2) a detailed
description or sample of the merchandise, and (3) all pertinent facts obtainable as to
its production abroad; and the goods must be, or be likely to be, imported into the
United States. Each part is looked at apart and says which findings show it.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from schemas.enrichment import (
    Completeness,
    CompletenessItem,
    CompletenessState,
    Country,
    Indicator,
    Organization,
    Product,
    Tag,
)
from schemas.submission import ProductClaim
from tocsin.assessment.advice import draft_advice
from tocsin.assessment.found import Found
from tocsin.assessment.questions import questions_for

_SIGNS_PRESENT = 2  # the ILO: one sign may do, mostly several together show it
_STRONG_LINK = 0.7  # confidence from which an import link stands by itself
_WORDS_DETAILED = 2  # "peeled shrimp" describes; "shrimp" names
_REPORTED_FIRST_HAND = frozenset({"testimony", "interview", "contract", "photograph"})
_UNITED_STATES = "US"
_Found = Country | Organization | Product | Indicator | Tag
_FORWARDED_WITHIN = timedelta(days=10)  # 19 CFR 12.42(c), second sentence
_IMPORTING_ROLES = frozenset({"importer", "buyer"})


def assess_completeness(found: Found, received: date) -> Completeness:
    """The four parts in order, what to ask for, the draft of the advice, the clock.

    Under 12.42(c) a filing that conforms goes to the Commissioner within ten days. We
    count them from the receipt: the rule does not say from when, and this is the
    earliest.

    Args:
        found: what the filing claims and what was found in it.
        received: the day of receipt.
    """
    items = (_reasons(found), _merchandise(found), _production(found), _import(found))
    missing = questions_for(found, items)
    conforms = all(item.state == "present" for item in items)
    return Completeness(
        items=items,
        missing=missing,
        advice=draft_advice(items, missing),
        conforms=conforms,
        forward_by=received + _FORWARDED_WITHIN if conforms else None,
    )


def _reasons(found: Found) -> CompletenessItem:
    labor = found.allegation.labor
    claimed = set(labor.indicators) if labor else set()
    shown = {indicator.id for indicator in found.indicators}
    ids = _ids(found.indicators, found.tags)
    backed = any(e.kind in _REPORTED_FIRST_HAND for e in found.evidence)
    state: CompletenessState
    if len(shown) >= _SIGNS_PRESENT or (shown and (backed or found.tags)):
        state = "present"
        why = f"The text describes {_signs(len(shown))} of forced labor in its words."
    elif shown or claimed or found.tags or found.alleges:
        state = "weak"
        why = "Forced labor is alleged, but little is said of what shows it."
    else:
        state, why = "missing", "The filing does not say why forced labor is believed."
    return CompletenessItem(part="reasons", state=state, why=why, findings=ids)


def _merchandise(found: Found) -> CompletenessItem:
    claims = found.allegation.products
    ids = _ids([product for product in found.products if product.alleged])
    state: CompletenessState
    if any(_detailed(claim) for claim in claims):
        state, why = "present", "The form describes the goods in detail."
    elif any(_is_detailed_text(p.text) for p in found.products if p.alleged):
        state, why = "present", "The text says what kind of goods they are."
    elif claims or found.products:
        state, why = "weak", "The goods are named, but not described in detail."
    else:
        state, why = "missing", "The filing does not say which goods are meant."
    return CompletenessItem(part="merchandise", state=state, why=why, findings=ids)


def _production(found: Found) -> CompletenessItem:
    makers = [o for o in found.organizations if o.alleged]
    places = [c for c in found.countries if c.alleged and c.code != _UNITED_STATES]
    allegation = found.allegation
    named = bool(makers or allegation.companies)
    placed = bool(places or allegation.production_country)
    state: CompletenessState
    if named and placed:
        state, why = "present", "The filing names who makes the goods and where."
    elif named:
        state, why = "weak", "The filing names a producer, but not the country."
    elif placed:
        state, why = (
            "weak",
            "The filing names the place of production, but no producer.",
        )
    else:
        state, why = "missing", "The filing names neither producer nor place."
    return CompletenessItem(
        part="production", state=state, why=why, findings=_ids(makers, places)
    )


def _import(found: Found) -> CompletenessItem:
    links = found.import_links
    strong = [link for link in links if link.confidence >= _STRONG_LINK]
    importers = [
        o
        for o in found.organizations
        if o.role in _IMPORTING_ROLES and o.country == _UNITED_STATES
    ]
    ids = (*(link.id for link in links), *_ids(importers))
    state: CompletenessState
    if _claims_import(found):
        state, why = "present", "The form says how the goods come to the United States."
    elif strong or importers:
        state, why = "present", "The text ties the goods to the United States."
    elif links:
        state = "weak"
        why = "Only hints tie the goods to import into the United States."
    else:
        state = "missing"
        why = "Nothing ties the goods to import into the United States."
    return CompletenessItem(part="import_link", state=state, why=why, findings=ids)


def _claims_import(found: Found) -> bool:
    link = found.allegation.us_link
    if link is None:
        return False
    sides = (link.importer, link.consignee, link.ports, link.bills_of_lading)
    return any(sides) or bool(link.reason)


def _detailed(claim: ProductClaim) -> bool:
    return bool(claim.hs_code or claim.brand) or _is_detailed_text(claim.description)


def _is_detailed_text(text: str) -> bool:
    return len(text.split()) >= _WORDS_DETAILED


def _signs(count: int) -> str:
    return "one sign" if count == 1 else f"{count} signs"


def _ids(*groups: Iterable[_Found]) -> tuple[str, ...]:
    found = (i for group in groups for item in group for i in item.findings)
    return tuple(dict.fromkeys(found))
