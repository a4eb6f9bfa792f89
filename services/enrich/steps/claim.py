"""Whether a case alleges forced labor in making goods at all, with the reason.

An allegation says that it happens, or happened, to someone: a policy, a law, a strike
over pay, a tariff, counterfeits and news of trade do not.
"""

from collections.abc import Sequence

from schemas.enrichment import Indicator, Tag
from services.enrich.reading import CaseReading
from services.enrich.steps.register import Register, register_of

# Bad conditions or long hours alone are found in much other work too.
_COMMON = frozenset({"abusive_working_and_living_conditions", "excessive_overtime"})
# A sentence that tells the reason names no more; the case lists them all.
_NAMED_MAX = 3


def alleges_forced_labor(
    case: CaseReading, indicators: Sequence[Indicator], tags: Sequence[Tag]
) -> tuple[bool, str]:
    """Whether the case alleges forced labor in making goods, and why.

    Args:
        case: the form and the texts.
        indicators: what `find_indicators` found in it.
        tags: what `find_indicators` found in it.
    """
    labor = case.allegation.labor
    if labor is not None and (labor.indicators or labor.state_imposed):
        return True, "The reporter marked signs of forced labor on the form."
    register = register_of(case)
    shown = len(indicators) + len(tags)
    if (reason := register.dismissal(shown)) is not None:
        return False, reason
    if (what := _story(register, _telling(register, indicators, tags))) is not None:
        return True, _because(what, indicators)
    return False, "The text neither alleges forced labor nor shows signs of it."


def _telling(
    register: Register, indicators: Sequence[Indicator], tags: Sequence[Tag]
) -> bool:
    """Whether the labels alone make a story of forced labor."""
    if len(indicators) == 1 and not tags:
        return indicators[0].id not in _COMMON
    return bool(indicators) or (bool(tags) and not register.rules)


def _story(register: Register, telling: bool) -> str | None:  # noqa: FBT001 - a fact
    """What makes the text an allegation, the plainest first."""
    if register.accused:
        return "says that forced labor was used or found"
    if register.acted and register.named:
        return "tells of measures against forced labor"
    if register.mentioned and not register.rules:
        return "names forced labor, and not as a rule"
    return "describes signs of forced labor" if telling else None


def _because(what: str, indicators: Sequence[Indicator]) -> str:
    if not indicators:
        return f"The text {what}."
    names = ", ".join(i.id.replace("_", " ") for i in indicators[:_NAMED_MAX])
    more = len(indicators) - _NAMED_MAX
    return (
        f"The text {what}; it shows {names}{f' and {more} more' if more > 0 else ''}."
    )
