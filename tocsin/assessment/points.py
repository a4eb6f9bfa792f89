"""The points of each part of a priority, with the reason in words."""

from collections.abc import Iterable, Sequence
from datetime import date

from schemas.enrichment import (
    Completeness,
    PriorityContribution,
    PriorityPart,
    ScreeningHit,
)
from schemas.submission import EvidenceKind
from schemas.values import IndicatorId
from tocsin.assessment.facts_date import latest_claimed_day, latest_year_named
from tocsin.assessment.found import Found

POINTS_MAX: dict[PriorityPart, int] = {
    "evidence": 15,
    "indicators": 20,
    "screening": 20,
    "severity": 15,
    "completeness": 12,
    "recency": 8,
    "independent_sources": 10,
}
"""Together 100."""

EVIDENCE_POINTS: dict[EvidenceKind, int] = {
    "testimony": 5,
    "interview": 5,
    "contract": 4,
    "message": 4,
    "photograph": 4,
    "shipping_record": 4,
    "trade_data": 4,
    "audit": 3,
    "ngo_report": 3,
    "research": 3,
    "news": 2,
    "other": 1,
}
"""Kinds that CBP's releases name, first-hand ones first; each kind counts once."""

_SAW_IT = 3
_INDICATOR_SHOWN = 4
_SEVERE: dict[IndicatorId, int] = {
    "physical_and_sexual_violence": 5,
    "debt_bondage": 4,
    "retention_of_identity_documents": 4,
    "intimidation_and_threats": 3,
    "restriction_of_movement": 3,
}
_TAG_POINTS = 4
_MANY_WORKERS = 100
_WORKERS_POINTS = 3
_STATUS_SHARE = {"active": 1.0, "modified": 0.5, "inactive": 0.2}
_LIST_SHARE = {"cbp_wro": 1.0, "uflpa": 1.0, "dol_goods": 0.5}
# A good of a whole country is where to look, not whom to look at.
_SECTOR_SHARE = 0.5
_SECTOR_SIDES = {"goods", "country"}
_STATE_POINTS = {"present": 3, "weak": 1, "missing": 0}
_RECENCY = ((365, 8), (3 * 365, 5), (5 * 365, 3))
"""Days since the facts, at most, and the points."""
_SOURCE_POINTS = {1: 2, 2: 5, 3: 8}


def evidence_points(found: Found) -> PriorityContribution:
    """By kinds of evidence; first-hand ones count most."""
    kinds = list(dict.fromkeys(item.kind for item in found.evidence))
    points = sum(EVIDENCE_POINTS[kind] for kind in kinds)
    labor = found.allegation.labor
    saw_it = bool(labor and labor.known_from == "saw_it")
    words = [kind.replace("_", " ") for kind in kinds]
    if saw_it:
        words.append("the reporter saw it")
    reason = (
        f"Evidence: {', '.join(words)}." if words else "No evidence beside the text."
    )
    return _part("evidence", points + _SAW_IT * saw_it, reason)


def indicator_points(found: Found) -> PriorityContribution:
    """By the ILO indicators that the text shows; claimed ones count a little."""
    shown = [indicator.id for indicator in found.indicators]
    labor = found.allegation.labor
    claimed = set(labor.indicators) - set(shown) if labor else set()
    words = [_readable(i) for i in shown]
    reason = f"Shown in words: {', '.join(words) or 'none'}."
    answered = sum(one.standing != "alleged" for one in found.indicators)
    if answered:
        reason += f" Only as put right or denied: {answered}."
    if claimed:
        reason += f" Claimed on the form only: {len(claimed)}."
    return _part("indicators", _INDICATOR_SHOWN * len(shown) + len(claimed), reason)


def screening_points(hits: Sequence[ScreeningHit]) -> PriorityContribution:
    """By the hit that weighs most: its score, less where the order is not in force."""
    limit = POINTS_MAX["screening"]
    if not hits:
        return _part("screening", 0, "No entry of the screened lists touches the case.")
    best = max(hits, key=_weight)
    more = f" {len(hits) - 1} more." if len(hits) > 1 else ""
    reason = (
        f"{best.title.rstrip('.')} ({best.status} on {best.as_of}); "
        f"matched on {', '.join(best.matched_on)}, likeness {best.score:.0%}.{more}"
    )
    return _part("screening", round(limit * _weight(best)), reason)


def severity_points(found: Found) -> PriorityContribution:
    """By signs of harm, children, state coercion and the number of people."""
    ids = {indicator.id for indicator in found.indicators}
    words = [_readable(i) for i in _SEVERE if i in ids]
    points = sum(value for i, value in _SEVERE.items() if i in ids)
    tags = dict.fromkeys([*(tag.id for tag in found.tags), *_claimed_tags(found)])
    points += _TAG_POINTS * len(tags)
    words += [tag.replace("_", " ") for tag in tags]
    labor = found.allegation.labor
    if labor and (labor.workers or 0) >= _MANY_WORKERS:
        points += _WORKERS_POINTS
        words.append(f"{labor.workers} workers")
    if found.allegation.retaliation_risk:
        points += 2
        words.append("risk of retaliation")
    reason = (
        f"Alleged: {', '.join(words)}." if words else "No sign of grave harm found."
    )
    return _part("severity", points, reason)


def completeness_points(completeness: Completeness) -> PriorityContribution:
    """Three points for each part of 12.42(b) that is present, one where it is weak."""
    points = sum(_STATE_POINTS[item.state] for item in completeness.items)
    states = (f"{_readable(item.part)} {item.state}" for item in completeness.items)
    return _part("completeness", points, f"19 CFR 12.42(b): {', '.join(states)}.")


def recency_points(found: Found, received: date) -> PriorityContribution:
    """By the days between the facts and the receipt; what goes on counts as new.

    Where the form gives no day, the latest year that the reporter's words name stands
    in.
    """
    labor = found.allegation.labor
    if labor and labor.ongoing:
        return _part("recency", POINTS_MAX["recency"], "Said to go on still.")
    day = latest_claimed_day(found.allegation)
    reason = f"The facts date from {day} at the latest."
    if day is None:
        year = latest_year_named("\n".join(found.statements), received.year)
        if year is None:
            return _part("recency", 0, "The report does not say when.")
        day = date(year, 12, 31)
        reason = f"The latest year that the text names is {year}."
    age = max(0, (received - day).days)
    points = next((points for days, points in _RECENCY if age <= days), 1)
    return _part("recency", points, reason)


def source_points(sources: int) -> PriorityContribution:
    """By the sources that stand by themselves, the report included."""
    points = _SOURCE_POINTS.get(sources, POINTS_MAX["independent_sources"])
    noun = "source" if sources == 1 else "sources"
    return _part("independent_sources", points, f"{sources} independent {noun}.")


def _weight(hit: ScreeningHit) -> float:
    share = _STATUS_SHARE.get(hit.status, 0.0) * _LIST_SHARE[hit.list]
    if hit.list == "uflpa" and set(hit.matched_on) == _SECTOR_SIDES:
        share *= _SECTOR_SHARE
    return hit.score * share


def _claimed_tags(found: Found) -> Iterable[str]:
    labor = found.allegation.labor
    if labor and labor.workers_are in {"children", "both"}:
        yield "child_labor"
    if labor and labor.state_imposed:
        yield "state_imposed_labor"


def _readable(name: str) -> str:
    return name.replace("_", " ")


def _part(part: PriorityPart, points: int, reason: str) -> PriorityContribution:
    limit = POINTS_MAX[part]
    return PriorityContribution(
        part=part, points=min(points, limit), points_max=limit, reason=reason
    )
