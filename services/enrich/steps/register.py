"""What kind of text a case is: an accusation, or rules, a strike, trade, counterfeits.

Counted by sentence, from cues of each language; the findings of a text that is plainly
of another kind are chance.
"""

from dataclasses import dataclass

from services.enrich.reading import CaseReading
from services.enrich.steps.negation import RULES
from services.enrich.steps.phrases import read

OTHER_STORIES = {
    "strike": "a strike or a dispute over pay",
    "counterfeit": "counterfeit or smuggled goods",
    "tariff": "duties and unfair trade",
    "trade": "business news",
    "accident": "an accident or a disaster",
}
_COUNTED = (
    "sentences",
    "named",
    "accused",
    "mentioned",
    "action",
    "rules",
    "no_evidence",
)
# From half of the sentences on, a text lays down rules and tells no story.
_RULES_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Register:
    """How many sentences of a case do what.

    Attributes:
        sentences: all of them.
        named: name forced labor.
        accused: name it as something done, found or suspected.
        mentioned: name it, and neither as a rule nor as not found.
        acted: tell of an order, a ban or a listing.
        rules: say what must be, or what words mean.
        cleared: say that nothing was found.
        story: the other story that most sentences tell, and how many do.
    """

    sentences: int
    named: int
    accused: int
    mentioned: int
    acted: int
    rules: int
    cleared: int
    story: tuple[str, int]

    def dismissal(self, signs: int) -> str | None:
        """Why the text alleges nothing in spite of its signs, or None.

        Args:
            signs: how many labels the text shows.
        """
        if not self.acted and self.rules >= _RULES_SHARE * self.sentences:
            return "The text speaks of forced labor only as a rule or in general."
        if self.cleared and signs <= 1 and not (self.acted or self.accused):
            return "The text says that no forced labor was found."
        kind, count = self.story
        if kind == "trade":
            count -= 1  # one figure in percent does not make business news
        if not self.named and count and signs <= min(count, 2):
            return f"The text is about something else: {OTHER_STORIES[kind]}."
        return None


def register_of(case: CaseReading) -> Register:
    """The register of all texts of a case together."""
    counts = dict.fromkeys((*OTHER_STORIES, *_COUNTED), 0)
    for reading in case.readings:
        for passage in read(reading)[1]:
            for key in _marks(passage.cues):
                counts[key] += 1
    story = max(OTHER_STORIES, key=lambda kind: counts[kind])
    return Register(
        counts["sentences"],
        counts["named"],
        counts["accused"],
        counts["mentioned"],
        counts["action"],
        counts["rules"],
        counts["no_evidence"],
        (story, counts[story]),
    )


def _marks(has: frozenset[str]) -> set[str]:
    """What one sentence counts as."""
    marks = {"sentences", *has.intersection(OTHER_STORIES)}
    marks |= has & {"action", "no_evidence"}
    rule = bool(has.intersection(RULES)) and not has & {"action", "breach"}
    if rule or (has & {"policy", "law"} and "action" not in has):
        marks.add("rules")
    if "forced_labor" in has:
        marks.add("named")
        if not rule and "no_evidence" not in has:
            marks.add("mentioned")
            if "accuse" in has:
                marks.add("accused")
    return marks
