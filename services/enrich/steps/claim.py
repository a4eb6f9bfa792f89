"""Whether a case alleges forced labor in making goods at all, with the reason.

An allegation says that it happens, or happened, to someone: a policy, a law, a strike
over pay, a tariff, counterfeits and news of trade do not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.enrichment import Indicator, Tag
from services.enrich.reading import CaseReading
from services.enrich.steps.negation import RULES
from services.enrich.steps.phrases import read

# Two indicators beside one another are rarely chance; one needs the words too.
INDICATORS_ALONE_MIN = 2
OTHER_STORIES = ("strike", "counterfeit", "tariff", "trade")
_CUES = (*OTHER_STORIES, *RULES, "action", "accuse", "breach", "no_evidence")


@dataclass(frozen=True, slots=True)
class _Tally:
    """How many sentences of a case do what."""

    named: int = 0
    accused: int = 0
    acted: int = 0
    rules: int = 0
    others: tuple[tuple[str, int], ...] = ()

    def other(self) -> str | None:
        """What the text is about instead, where something stands out."""
        story, count = max(self.others, key=lambda item: item[1], default=("", 0))
        return story if count >= 2 else None  # noqa: PLR2004 - once may be in passing


def alleges_forced_labor(
    case: CaseReading, indicators: Sequence[Indicator], tags: Sequence[Tag]
) -> tuple[bool, str]:
    """Whether the case alleges forced labor in making goods, and why."""
    labor = case.allegation.labor
    if labor is not None and (labor.indicators or labor.state_imposed):
        return True, "The reporter marked signs of forced labor on the form."
    tally = _tally(case)
    shown = len(indicators) + len(tags)
    if tally.accused:
        return True, _because("says that forced labor was used or found", indicators)
    if tally.acted and tally.named:
        return True, _because("tells of measures against forced labor", indicators)
    return _without_words(tally, shown, indicators)


def _without_words(
    tally: _Tally, shown: int, indicators: Sequence[Indicator]
) -> tuple[bool, str]:
    if (story := tally.other()) and shown <= INDICATORS_ALONE_MIN:
        return False, f"The text is about something else: {_STORIES[story]}."
    if shown >= INDICATORS_ALONE_MIN or (shown and tally.named):
        return True, _because("describes signs of forced labor", indicators)
    if tally.rules or tally.named:
        return False, "The text speaks of forced labor only as a rule or in general."
    return False, "The text names no forced labor and shows too few signs of it."


_STORIES = {
    "strike": "a strike or a dispute over pay",
    "counterfeit": "counterfeit goods",
    "tariff": "duties and unfair trade",
    "trade": "business news",
}


def _because(what: str, indicators: Sequence[Indicator]) -> str:
    if not indicators:
        return f"The text {what}."
    names = ", ".join(i.id.replace("_", " ") for i in indicators[:3])
    more = f" and {len(indicators) - 3} more" if len(indicators) > 3 else ""  # noqa: PLR2004 - three names are enough to read
    return f"The text {what}; it shows {names}{more}."


def _tally(case: CaseReading) -> _Tally:
    named = accused = acted = rules = 0
    others = dict.fromkeys(OTHER_STORIES, 0)
    for reading in case.readings:
        phrases, passages = read(reading)
        for passage in passages:
            has = {cue for cue in _CUES if phrases.has(passage, f"cue:{cue}")}
            acted += "action" in has
            for story in has.intersection(OTHER_STORIES):
                others[story] += 1
            if not phrases.has(passage, "forced_labor"):
                continue
            named += 1
            rule = _is_rule_only(has)
            rules += rule
            accused += not rule and "accuse" in has and "no_evidence" not in has
    return _Tally(named, accused, acted, rules, tuple(others.items()))


def _is_rule_only(has: set[str]) -> bool:
    if "action" in has:
        return False
    if has.intersection(RULES):
        return "breach" not in has
    return False
