"""What kind of text a case is: an accusation, or rules, a strike, trade, counterfeits.

Counted by sentence, from cues of each language; the findings of a text that is plainly
of another kind are chance.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from services.enrich.reading import CaseReading, Reading
from services.enrich.steps.clauses import Passage, after, asks
from services.enrich.steps.negation import is_rule
from services.enrich.steps.phrases import read

OTHER_STORIES = {
    "strike": "a strike or a dispute over pay",
    "counterfeit": "counterfeit or smuggled goods",
    "tariff": "duties and unfair trade",
    "trade": "business news",
    "accident": "an accident or a disaster",
    "praise": "certification, awards and cooperatives",
    "history": "history and remembrance",
    "sport": "sport",
    "fiction": "a film or a novel",
}
_COUNTED = (
    "sentences",
    "named",
    "accused",
    "mentioned",
    "action",
    "rules",
    "no_evidence",
    "services",
    "making",
)
# A single maid or hotel is a detail where goods are made.
_SERVICES_MIN = 2
# A question says of nobody that it was so.
_SAYING = frozenset({"forced_labor", "accuse", "action"})
# A longer first line is a sentence of the story.
_TITLE_WORDS_MAX = 14
# From half of the sentences on, a text lays down rules and tells no story.
_RULES_SHARE = 0.5
# An order names its law, and a law that is explained names an order or two.
_RULES_TO_ACTS = 2


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
        services: speak of work that makes no goods: households, hotels, building sites.
        making: speak of where goods are made, grown, caught or traded.
    """

    sentences: int
    named: int
    accused: int
    mentioned: int
    acted: int
    rules: int
    cleared: int
    story: tuple[str, int]
    services: int
    making: int

    def dismissal(self, signs: int) -> str | None:
        """Why the text alleges nothing in spite of its signs, or None.

        Args:
            signs: how many labels the text shows.
        """
        acts = self.acted * (_RULES_TO_ACTS if signs else 1)
        lawful = self.rules > acts
        if lawful and self.rules >= _RULES_SHARE * self.sentences:
            return "The text speaks of forced labor only as a rule or in general."
        measured = self.acted and self.mentioned
        if self.cleared and signs <= 1 and not (measured or self.accused):
            return "The text says that no forced labor was found."
        if not self.named and self.aside and signs <= min(self.aside, 2):
            kind, _ = self.story
            return f"The text is about something else: {OTHER_STORIES[kind]}."
        return None

    @property
    def serves(self) -> bool:
        """Whether the text is about work that makes no goods."""
        return self.services >= _SERVICES_MIN and self.services > self.making

    @property
    def aside(self) -> int:
        """How many sentences tell another story."""
        kind, count = self.story
        # One figure in percent does not make business news.
        return max(0, count - 1) if kind == "trade" else count


def register_of(case: CaseReading) -> Register:
    """The register of all texts of a case together."""
    counts = dict.fromkeys((*OTHER_STORIES, *_COUNTED), 0)
    for reading in case.readings:
        for cues in _cues_by_sentence(reading):
            for key in _marks(cues):
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
        counts["services"],
        counts["making"],
    )


def _cues_by_sentence(reading: Reading) -> Iterator[frozenset[str]]:
    """The cues of each sentence; under the title of a policy all are of a policy."""
    _, passages = read(reading)
    titled = bool(passages) and _is_title(reading.text, passages[0])
    for passage in passages:
        cues = passage.cues - _SAYING if asks(reading.text, passage) else passage.cues
        yield cues | {"policy"} if titled and not cues & {"breach"} else cues


def _is_title(text: str, passage: Passage) -> bool:
    """Whether a first line announces a policy, a guide or what a law says."""
    if passage.last == passage.first or "title" not in passage.cues:
        return False
    few = passage.last - passage.first <= _TITLE_WORDS_MAX
    return few and after(text, passage).startswith("\n")


def _marks(has: frozenset[str]) -> set[str]:
    """What one sentence counts as."""
    marks = {"sentences", *has.intersection(OTHER_STORIES)}
    marks |= has & {"action", "no_evidence", "services", "making"}
    rule = is_rule(has) and "action" not in has
    if rule or (has & {"policy", "law"} and "action" not in has):
        marks.add("rules")
    if "forced_labor" in has:
        marks.add("named")
        # Of the whole world nobody is accused.
        if not rule and has.isdisjoint({"no_evidence", "general"}):
            marks.add("mentioned")
            if "accuse" in has:
                marks.add("accused")
    return marks
