"""The parts of a case file that tell what was found, as data of its template. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from schemas.case import Assessment, Case
from schemas.enrichment import (
    Country,
    Enrichment,
    Indicator,
    Organization,
    Product,
    Tag,
)
from services.desk.exports.citations import Citations
from services.desk.labels import answered, label, matched
from services.desk.pages.case import PARTS
from tocsin.assessment.judged import Judged

QUOTES_MAX = 12
"""As on the page of a case: a name may stand in a text a thousand times. The CSV has
every one."""

ITEMS_MAX = 200
"""Of one section: ten pages. The longest petitions name some hundred companies."""

_USES = "Alleged to use or to profit from forced labor."
_HERE = "Forced labor is alleged here."

Data = dict[str, Any]
"""What becomes JSON: texts, numbers, truth, and lists and dictionaries of them."""


def priority(assessed: Assessment) -> Data:
    """The sum, its parts with their reasons, and what would raise it."""
    return {
        "total": assessed.priority.total,
        "parts": [
            {
                "title": PARTS[part.part],
                "points": part.points,
                "points_max": part.points_max,
                "reason": part.reason,
            }
            for part in assessed.priority.parts
        ],
        "would_raise": list(assessed.priority.would_raise),
    }


def completeness(assessed: Assessment) -> Data:
    """What 19 CFR 12.42(b) asks for, and what to ask the reporter."""
    found = assessed.completeness
    return {
        "conforms": found.conforms,
        "forward_by": found.forward_by.isoformat() if found.forward_by else None,
        "items": [
            {"title": PARTS[one.part], "state": one.state, "why": one.why}
            for one in found.items
        ],
        "missing": list(found.missing),
    }


def screening(assessed: Assessment) -> list[Data]:
    """The entries of official lists, the best matches of each list first."""
    hits = sorted(assessed.screening, key=lambda hit: (hit.list, -hit.score))
    return [
        {
            "list": label("list", hit.list),
            "edition": hit.edition,
            "entry": hit.entry,
            "title": hit.title,
            "status": hit.status.replace("_", " "),
            "as_of": hit.as_of.isoformat(),
            "matched_on": ", ".join(hit.matched_on),
            "matched": ", ".join(matched(hit)),
            "percent": round(hit.score * 100),
            "source": hit.source,
        }
        for hit in hits[:ITEMS_MAX]
    ]


def signs(holds: Judged, citations: Citations) -> list[Data]:
    """Indicators, then tags, with their words."""
    found: list[tuple[str, Indicator | Tag]] = [
        *(("indicator", one) for one in holds.indicators),
        *(("tag", one) for one in holds.tags),
    ]
    return [
        {
            "title": label(name, one.id),
            "percent": round(one.confidence * 100),
            "quote": one.quote,
            "answered": answered(one),
            **cited(one.findings, citations),
        }
        for name, one in found
    ]


def organizations(found: Sequence[Organization], citations: Citations) -> list[Data]:
    """Who is named, those said to use or profit from forced labor first."""
    ordered = sorted(found, key=lambda one: not one.alleged)
    return [
        {
            "title": one.text,
            "alleged": _USES if one.alleged else "",
            "lines": [
                one.role.replace("_", " ").capitalize(),
                *([label("country", one.country)] if one.country else ()),
                *(
                    [f"Also written: {', '.join(names)}"]
                    if (names := _others(one))
                    else ()
                ),
            ],
            **cited(one.findings, citations),
        }
        for one in ordered[:ITEMS_MAX]
    ]


def countries(found: Sequence[Country], citations: Citations) -> list[Data]:
    """Where, the places where forced labor is alleged first."""
    ordered = sorted(found, key=lambda one: not one.alleged)
    return [
        {
            "title": label("country", one.code),
            "alleged": _HERE if one.alleged else "",
            "lines": [
                one.region,
                *(label("subregion", code) for code in one.subregions),
            ],
            **cited(one.findings, citations),
        }
        for one in ordered[:ITEMS_MAX]
    ]


def goods(found: Sequence[Product], citations: Citations) -> list[Data]:
    """Which goods, with the heading of the tariff where it is known."""
    return [
        {
            "title": one.text,
            "alleged": "",
            "lines": [
                *([f"HS {one.hs}"] if one.hs else ()),
                *([one.industry] if one.industry else ()),
            ],
            **cited(one.findings, citations),
        }
        for one in found[:ITEMS_MAX]
    ]


def ambiguous(made: Enrichment, citations: Citations) -> list[Data]:
    """Words that may be a country: nothing was guessed."""
    return [
        {
            "title": one.text,
            "alleged": "",
            "lines": [
                "Not clear which: " + " or ".join(_candidates(one.candidates)),
                one.reason,
            ],
            **cited(one.findings, citations),
        }
        for one in made.ambiguous_countries[:ITEMS_MAX]
    ]


def rejected(case: Case, citations: Citations) -> list[Data]:
    """What reviewers rejected: nothing is left out unseen."""
    out = [
        {"kind": one.kind.replace("_", " "), **asdict(citations.one(one))}
        for one in citations.findings
        if case.judgements.get(one.id) == "rejected"
    ]
    return out[:ITEMS_MAX]


def cited(ids: Iterable[str], citations: Citations) -> Data:
    """Quotes of findings that nobody rejected, and how many more there are."""
    found = [one for one in citations.of(ids) if one.judgement != "rejected"]
    return {
        "quotes": [asdict(one) for one in found[:QUOTES_MAX]],
        "more": max(len(found) - QUOTES_MAX, 0),
    }


def _others(one: Organization) -> list[str]:
    return [name for name in one.variants if name != one.text]


def _candidates(codes: Iterable[str]) -> list[str]:
    return [
        "no country" if code == "none" else label("country", code) for code in codes
    ]
