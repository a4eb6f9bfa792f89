"""The eleven indicators of the ILO, each with the words that show it best.

Source of the indicators and their meaning: ILO, Indicators of Forced Labour (2012).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from schemas.enrichment import Finding, Indicator, Standing, Tag, TagId
from schemas.values import IndicatorId
from services.enrich.reading import CaseReading, Reading
from services.enrich.steps.clauses import Passage, asks, quote
from services.enrich.steps.lexicon import Place
from services.enrich.steps.negation import is_game, is_rule, undenied
from services.enrich.steps.patterns import Match, PatternBook
from services.enrich.steps.phrases import VERSION, Phrases, read
from services.enrich.steps.register import register_of
from services.enrich.steps.standing import clears, standing_of

# Ten places show an indicator as well as a thousand do, and a reviewer reads them all.
FINDINGS_PER_LABEL_MAX = 10
_LABELS = (*get_args(IndicatorId), *get_args(TagId))
CONFIDENCE = {"strong": 0.8, "name": 0.75, "weak": 0.4}
# Beside so many firm labels a weak sign is part of the same story.
FIRM_LABELS_MIN = 3
# A sentence that shows a label in several ways shows it best: it wins the quote. Of two
# that show it as well the earlier wins: what happened is told before what came of it.
# Other words for it say more than other patterns over the same words.
_PER_MATCH = 0.02
_PER_MATCH_APART = 0.02
_LATENESS = 0.06
_MATCHES_MAX = 4
# `They lived badly. They slept on the floor.` is one thing said in two sentences; more
# words than these are a passage and no quote.
JOINED_WORDS_MAX = 50
# The surest ones say what more of them would: so a sentence made of signs stays cheap.
_STANDING_MATCHES_MAX = 8
# In one sentence, from the weakest answer to the strongest.
_ANSWERS: tuple[Standing, ...] = ("alleged", "denied", "remedied")
# Of all places: what stands as alleged anywhere is alleged, and what was put right
# anywhere was not only denied.
_STANDINGS: tuple[Standing, ...] = ("alleged", "remedied", "denied")


@dataclass(frozen=True, slots=True)
class IndicatorFindings:
    """What the step found; `findings` hold every place, best first per label."""

    indicators: tuple[Indicator, ...]
    tags: tuple[Tag, ...]
    findings: tuple[Finding, ...]

    def without_indicators(self) -> "IndicatorFindings":
        """The tags alone: signs of a text that shows too few of them are chance."""
        tags = tuple(f for f in self.findings if f.kind == "tag")
        return IndicatorFindings((), self.tags, tags)


@dataclass(frozen=True, slots=True)
class Sign:
    """One place that shows a label."""

    reading: Reading
    kind: str
    label: str
    span: tuple[int, int]
    sentence: Place
    """Its sentence, in words of the text."""
    confidence: float
    by: str
    standing: Standing


def find_indicators(case: CaseReading) -> IndicatorFindings:
    """The indicators and tags that the texts of a case show, with exact quotes."""
    signs = [
        Sign(reading, *place)
        for reading in case.readings
        for place in reading.once_for_all(_signs)
    ]
    shown = _without_lonely(signs)
    labels = {(sign.kind, sign.label) for sign in shown}
    if shown and register_of(case).dismissal(len(labels)) is not None:
        return IndicatorFindings((), (), ())
    kept = {
        key: _best(group) for key, group in sorted(_grouped(shown).items(), key=_rank)
    }
    found = {key: tuple(_finding(s) for s in group) for key, group in kept.items()}
    indicators = tuple(
        Indicator.model_validate(_summary(label, kept[kind, label], group))
        for (kind, label), group in found.items()
        if kind == "indicator"
    )
    tags = tuple(
        Tag.model_validate(_summary(label, kept[kind, label], group))
        for (kind, label), group in found.items()
        if kind == "tag"
    )
    everything = tuple(f for group in found.values() for f in group)
    return IndicatorFindings(indicators, tags, everything)


_Place = tuple[str, str, tuple[int, int], Place, float, str, Standing]
"""A sign without its text: kind, label, span, sentence, confidence, rule, standing."""


def _signs(reading: Reading) -> tuple[_Place, ...]:
    """Every sign in a text, in order of its sentences."""
    phrases, passages = read(reading)
    clearings = {each.first for each in passages if clears(each, phrases)}
    if not clearings:
        return tuple(_signs_in(reading))
    return tuple(_cleared(place, clearings) for place in _signs_in(reading))


def _cleared(place: _Place, clearings: set[int]) -> _Place:
    """A sign, remedied where the text says so of all, or of those just named.

    What is told and not only named may have gone on: that is for its own sentence.
    """
    kind, label, span, sentence, confidence, by, standing = place
    if by == "rule:name" or not clearings.isdisjoint(sentence):
        standing = "remedied"
    return kind, label, span, sentence, confidence, by, standing


def _signs_in(reading: Reading) -> Iterator[_Place]:
    phrases, passages = read(reading)
    for passage in passages:
        if is_rule(passage.cues) or is_game(passage, phrases):
            continue
        if asks(reading.text, passage):
            continue
        yield from _matched(reading, passage, phrases, "indicator", phrases.indicators)
        yield from _matched(reading, passage, phrases, "tag", phrases.tags)


def _matched(
    reading: Reading, passage: Passage, phrases: Phrases, kind: str, book: PatternBook
) -> Iterator[_Place]:
    """The surest match of each label; the others make it surer still."""
    groups: dict[str, list[Match]] = {}
    found = sorted(
        book.find(passage.hits), key=lambda m: (-CONFIDENCE[m.kind], m.place)
    )
    for match in undenied(reading.text, passage, found, phrases):
        groups.setdefault(match.label, []).append(match)
    for label, matches in groups.items():
        best = matches[0]
        yield (
            kind,
            label,
            _quoted(reading, passage, best),
            (passage.first, passage.last),
            _confidence(matches),
            f"rule:{best.kind}",
            _standing(reading.text, passage, matches, phrases),
        )


def _standing(
    text: str, passage: Passage, matches: Sequence[Match], phrases: Phrases
) -> Standing:
    """What a sentence says has become of a label, by the matches that show it."""
    said = [
        standing_of(text, passage, match, phrases)
        for match in matches[:_STANDING_MATCHES_MAX]
    ]
    return max(said, key=_ANSWERS.index)


def _confidence(matches: Sequence[Match]) -> float:
    """How well a sentence shows a label by its matches, the surest first."""
    apart: list[Match] = []
    for match in matches:
        if not any(_overlap(match, other) for other in apart):
            apart.append(match)
    return (
        CONFIDENCE[matches[0].kind]
        + _PER_MATCH * min(len(matches) - 1, _MATCHES_MAX)
        + _PER_MATCH_APART * min(len(apart) - 1, _MATCHES_MAX)
    )


def _overlap(one: Match, other: Match) -> bool:
    """Whether two matches hold a word in common."""
    return any(
        first < end and start < last
        for first, last in one.held
        for start, end in other.held
    )


def _quoted(reading: Reading, passage: Passage, match: Match) -> tuple[int, int]:
    if match.kind == "name":
        words = passage.words
        return words.starts[match.place[0]], words.ends[match.place[1] - 1]
    return quote(reading.text, passage, match.place)


def _without_lonely(signs: list[Sign]) -> list[Sign]:
    """The firm signs; where they make the story plain, weak ones that come in twos."""
    firm = [sign for sign in signs if sign.by != "rule:weak"]
    labels = {sign.label for sign in firm}
    if len(labels) < FIRM_LABELS_MIN:
        return firm
    seen = Counter(sign.label for sign in signs)
    return [
        sign
        for sign in signs
        if sign.label in labels
        or seen[sign.label] > 1
        or sign.confidence > CONFIDENCE["weak"]
    ]


def _grouped(signs: list[Sign]) -> dict[tuple[str, str], list[Sign]]:
    groups: dict[tuple[str, str], list[Sign]] = {}
    for sign in signs:
        groups.setdefault((sign.kind, sign.label), []).append(sign)
    return groups


def _best(signs: list[Sign]) -> list[Sign]:
    """The best places, each span once, the first with the sentences beside it."""
    by_span: dict[tuple[str, tuple[int, int]], Sign] = {}
    for sign in sorted(signs, key=lambda s: (_answered(s), _lateness(s))):
        by_span.setdefault((sign.reading.evidence_id, sign.span), sign)
    surest, *others = by_span.values()
    joined = _joined(surest, others)
    start, end = joined.span
    apart = [
        sign
        for sign in others
        if sign.reading is not joined.reading or not start <= sign.span[0] < end
    ]
    return [joined, *apart][:FINDINGS_PER_LABEL_MAX]


def _answered(sign: Sign) -> int:
    """How far a firm place is answered; weak ones come after all firm ones."""
    if sign.by == "rule:weak":
        return len(_STANDINGS)
    return _STANDINGS.index(sign.standing)


def _lateness(sign: Sign) -> float:
    """How late a place comes in the choice: less for a surer and an earlier one."""
    through = sign.span[0] / max(1, len(sign.reading.text))
    return _LATENESS * through - sign.confidence


def _joined(sign: Sign, others: Sequence[Sign]) -> Sign:
    """A sign with the next or the last sentence, where they show the label too."""
    for other in sorted(others, key=lambda s: -s.sentence[0]):
        if other.reading is not sign.reading:
            continue
        first = min(sign.sentence[0], other.sentence[0])
        last = max(sign.sentence[1], other.sentence[1])
        beside = sign.sentence[1] == other.sentence[0] or (
            other.sentence[1] == sign.sentence[0]
        )
        if beside and last - first <= JOINED_WORDS_MAX:
            spans = (*sign.span, *other.span)
            sign = replace(sign, span=(min(spans), max(spans)), sentence=(first, last))
    return sign


def _rank(item: tuple[tuple[str, str], list[Sign]]) -> int:
    """The place of a label: the order of the ILO booklet, then the tags."""
    (_, label), _ = item
    return _LABELS.index(label)


def _finding(sign: Sign) -> Finding:
    return sign.reading.finding(
        sign.kind,
        sign.label,
        sign.span,
        found_by=sign.by,
        version=VERSION,
        confidence=round(sign.confidence, 2),
    )


def _summary(
    label: str, signs: list[Sign], found: tuple[Finding, ...]
) -> dict[str, object]:
    # Further places raise the confidence, but words alone never make certainty.
    confidence = min(0.98, signs[0].confidence + 0.02 * (len(signs) - 1))
    return {
        "id": label,
        "quote": found[0].quote,
        "confidence": round(confidence, 2),
        "findings": tuple(finding.id for finding in found),
        "standing": signs[0].standing,
    }
