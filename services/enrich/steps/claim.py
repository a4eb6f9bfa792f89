"""Whether a case alleges forced labor in making goods at all, with the reason.

An allegation says that it happens, or happened, to someone who makes goods: a policy, a
law, a strike over pay, a tariff, counterfeits, housework and news of trade do not. What
speaks for it and against it is summed up in points; a table says what each counts. Of
housework, hotels and work that is not told the signs are shown all the same.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

from schemas.enrichment import Indicator, Tag
from services.enrich.reading import CaseReading
from services.enrich.steps.register import Register, register_of

# Points of what a text says, and how often each may count: saying it again adds little.
# A child at work is not by itself forced to; one whose work shows a sign is in a worst
# form of child labor (ILO Convention 182, article 3).
_SAID = {
    "accused": (1.0, 2),
    "mentioned": (0.5, 2),
    "acted": (0.8, 2),
    "state": (1.0, 1),
    "company": (0.5, 1),
    "nobody": (-0.7, 1),
    "goods": (0.5, 1),
    "child": (-0.5, 1),
    "services": (-0.3, 2),
    "rules": (-0.5, 4),
    "aside": (-0.6, 4),
}
# Points of the indicators that a text shows. Papers kept, debts and locked gates are
# rarely told of other work; hard conditions, long hours and low pay often are.
_SIGN_POINTS = {
    "retention_of_identity_documents": 1.5,
    "debt_bondage": 1.5,
    "restriction_of_movement": 1.0,
    "deception": 1.0,
    "physical_and_sexual_violence": 0.8,
    "intimidation_and_threats": 0.8,
    "withholding_of_wages": 0.7,
    "isolation": 0.7,
    "abuse_of_vulnerability": 0.7,
    "abusive_working_and_living_conditions": 0.7,
    "excessive_overtime": 0.7,
}
_POINTS_MIN = 1.3
# A sentence that tells the reason names no more; the case lists them all.
_NAMED_MAX = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What other steps found in a case.

    Attributes:
        indicators: what `find_indicators` found.
        tags: what `find_indicators` found.
        goods: whether any goods are named.
        company: whether a company, a vessel or a recruiter could be accused.
        country: whether a country could be.
    """

    indicators: tuple[Indicator, ...] = ()
    tags: tuple[Tag, ...] = ()
    goods: bool = False
    company: bool = False
    country: bool = False


class Verdict(NamedTuple):
    """What a case is taken for, and why.

    Attributes:
        alleges: forced labor in making goods.
        because: the reason, in one or two sentences.
        shows: forced labor, in goods or not; what other cases show is chance.
    """

    alleges: bool
    because: str
    shows: bool


def alleges_forced_labor(case: CaseReading, told: Told) -> Verdict:
    """Whether the case alleges forced labor in making goods, and why.

    Args:
        case: the form and the texts.
        told: what other steps found in it.
    """
    labor = case.allegation.labor
    if labor is not None and (labor.indicators or labor.state_imposed):
        reason = "The reporter marked signs of forced labor on the form."
        return Verdict(alleges=True, because=reason, shows=True)
    register = register_of(case)
    shown = len(told.indicators) + len(told.tags)
    if (dismissed := register.dismissal(shown)) is not None:
        return Verdict(alleges=False, because=dismissed, shows=False)
    if (without := _without_goods(register, told)) is not None:
        return _not_of_goods(register, told, without)
    alleges = _points(register, told) >= _POINTS_MIN
    because = _because(register, told) if alleges else _too_little(register, told)
    return Verdict(alleges=alleges, because=because, shows=alleges)


def _not_of_goods(register: Register, told: Told, without: str) -> Verdict:
    """Signs in other work, or in work that is not told, are signs all the same.

    They need not make up for the goods that are not there.
    """
    points = _points(replace(register, services=0), told)
    if not told.indicators or points < _POINTS_MIN - _SAID["goods"][0]:
        return Verdict(alleges=False, because=without, shows=False)
    because = f"{_because(register, told)} {without}"
    return Verdict(alleges=False, because=because, shows=True)


def _without_goods(register: Register, told: Told) -> str | None:
    """Why the text is not of the making of goods, or None."""
    if register.serves:
        return "The text is about work that makes no goods."
    if told.goods or told.company or register.making:
        return None
    return "Nothing in the text says that goods are made."


def _too_little(register: Register, told: Told) -> str:
    if register.mentioned or told.indicators:
        return "The text tells too little of forced labor in making goods."
    return "The text neither alleges forced labor nor shows signs of it."


def _points(register: Register, told: Told) -> float:
    """The sum of what speaks for an allegation and against it."""
    child = any(tag.id == "child_labor" for tag in told.tags)
    said = {
        "accused": register.accused,
        "mentioned": register.mentioned,
        "acted": register.acted if register.mentioned else 0,
        "state": any(tag.id == "state_imposed_labor" for tag in told.tags),
        "company": told.company,
        "nobody": not (told.company or told.country or told.indicators),
        "goods": told.goods or register.making > 0,
        "child": child and not told.indicators,
        "services": register.services,
        "rules": register.rules,
        "aside": register.aside,
    }
    points = sum(_SIGN_POINTS[each.id] for each in told.indicators)
    for what, times in said.items():
        worth, most = _SAID[what]
        points += worth * min(times, most)
    # Sums of tenths are not exact in binary.
    return round(points, 3)


def _because(register: Register, told: Told) -> str:
    what = _story(register)
    if not told.indicators:
        return f"The text {what}."
    names = ", ".join(i.id.replace("_", " ") for i in told.indicators[:_NAMED_MAX])
    more = len(told.indicators) - _NAMED_MAX
    return (
        f"The text {what}; it shows {names}{f' and {more} more' if more > 0 else ''}."
    )


def _story(register: Register) -> str:
    """What makes the text an allegation, the plainest first."""
    if register.accused:
        return "says that forced labor was used or found"
    if register.acted and register.named:
        return "tells of measures against forced labor"
    if register.mentioned:
        return "names forced labor, and not as a rule"
    return "describes signs of forced labor"
