"""In which countries forced labor is said to happen.

Every mention of a country gets points by the words around it: a place of work counts
much, a people that works there little, a market or a court nothing. Countries within
reach of the best one are alleged.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from services.enrich.reading import CaseReading
from services.enrich.steps.places import Mention
from services.enrich.steps.sentences import sentence_around
from tocsin.text.folding import words_of
from tocsin.text.gazetteer import UNSPACED_LANGUAGES
from tocsin.text.tables import rows

AllegedSpan = tuple[str, int, int]
"""Evidence id, start, end of a passage that describes forced labor."""

_AROUND_CHARS = 60
_NEAR_WORDS = 4
# Points of one mention. Chosen on texts of our own; see the tests' corpus.
_MAKING, _LOCATIVE, _COMPANY, _PLAIN, _PEOPLE, _MARKET = 2.0, 1.5, 1.0, 0.7, 0.15, 0.05
_LABOR_FACTOR = 1.5
_SPAN_FACTOR = 1.3
# The law that asks for these allegations is of the United States: most cases name
# them as the market. What counts against it must be stronger.
_MARKET_COUNTRY, _MARKET_COUNTRY_FACTOR = "US", 0.3
# A country is alleged with this share of the best one's points ...
_SHARE_MIN = 0.3
# ... and the mentions of one country count no more than so often.
_MENTIONS_MAX = 4.0
# The first hundred mentions of a country decide; a text that names it more often would
# only cost time.
_MENTIONS_READ_MAX = 100
_SENTENCE_CHARS_MAX = 1_000
_LOCATIVE_BEFORE = re.compile(
    r"\b(?:in|inside|across|throughout|near|outside|within|en|dentro de|dans|au|aux|"
    r"\u00e0|em|no|na|of|from|du|de|del|de la|d')\s*(?:the\s+|la\s+|le\s+|l'|el\s+)?"
    r"(?:\w+ern\s+|southern\s+)?$",
    re.IGNORECASE,
)
_IN_BEFORE = re.compile(
    r"\b(?:in|inside|across|throughout|near|within|en|dans|au|aux|\u00e0|em|no|na)\s*"
    r"(?:the\s+|la\s+|le\s+|l'|el\s+)?(?:\w+ern\s+)?$",
    re.IGNORECASE,
)
_TO_BEFORE = re.compile(
    r"\b(?:to|into|hacia|a|vers|enter|entering|against|for|with|by)\s*(?:the\s+|los\s+)?$",
    re.IGNORECASE,
)
_CAPITAL = r"[A-Z\u00c0-\u00dc][\w'\u2019-]+"
# "from Nepal and Bangladesh": what holds for the first holds for the others.
_LIST_BEFORE = re.compile(
    rf"(?:(?:the |la |le )?{_CAPITAL}(?: {_CAPITAL}){{0,3}}"
    r"(?:, | and | y | et | or | o | ou |, and )"
    r"(?:the |a |aux? |en |la |les? |in |to )?)+$"
)
_HAN_TO = re.compile("(?:\u5230|\u5f80|\u7ed9|\u5411|\u9500)[^\u3002\uff0c]{0,6}$")
_HAN_FROM = re.compile("(?:\u6765\u81ea|\u4ece)[^\u3002\uff0c]{0,4}$")


@cache
def _cues() -> dict[str, frozenset[str]]:
    cues: defaultdict[str, set[str]] = defaultdict(set)
    for kind, cell in rows("country_cues.tsv"):
        cues[kind].update(cell.split())
    return {kind: frozenset(words) for kind, words in cues.items()}


def alleged_codes(
    located: Iterable[tuple[Mention, str, str]],
    case: CaseReading,
    spans: Sequence[AllegedSpan] = (),
) -> Mapping[str, float]:
    """Code -> points of the countries where forced labor is said to happen.

    Args:
        located: mentions with their country and the kind of name.
        case: for the claimed country of production, which always counts.
        spans: passages that describe forced labor.
    """
    points: defaultdict[str, float] = defaultdict(float)
    seen: Counter[str] = Counter()
    for mention, code, _ in located:
        seen[code] += 1
        if seen[code] > _MENTIONS_READ_MAX:
            continue
        score = _points(mention)
        if _is_in_span(mention, spans):
            score *= _SPAN_FACTOR
        if code == _MARKET_COUNTRY:
            score *= _MARKET_COUNTRY_FACTOR
        points[code] = min(points[code] + score, _MENTIONS_MAX)
    best = max(points.values(), default=0.0)
    alleged = {c: p for c, p in points.items() if p > 0 and p >= _SHARE_MIN * best}
    if claimed := case.allegation.production_country:
        alleged[claimed] = max(alleged.get(claimed, 0.0), _MENTIONS_MAX)
    return alleged


def _is_in_span(mention: Mention, spans: Sequence[AllegedSpan]) -> bool:
    start, end = sentence_around(mention.reading, mention.start)
    return any(
        evidence_id == mention.reading.evidence_id and a < end and b > start
        for evidence_id, a, b in spans
    )


def _points(mention: Mention) -> float:
    """What one mention says for its country."""
    reading = mention.reading
    start, end = sentence_around(reading, mention.start)
    before = reading.text[max(start, mention.start - _AROUND_CHARS) : mention.start]
    after = reading.text[mention.end : min(end, mention.end + _AROUND_CHARS)]
    score = _role_points(mention, before, after)
    sentence = {
        word.folded
        for word in words_of(
            reading.text[start : min(end, start + _SENTENCE_CHARS_MAX)]
        )
    }
    return score * (_LABOR_FACTOR if sentence & _cues()["labor"] else 1.0)


def _role_points(mention: Mention, before: str, after: str) -> float:
    if mention.reading.language in UNSPACED_LANGUAGES:
        return _unspaced_points(before)
    before = _LIST_BEFORE.sub("", before)
    near = [word.folded for word in words_of(before)]
    following = [word.folded for word in words_of(after)][:_NEAR_WORDS]
    if mention.is_in_organization:
        return _MARKET
    if any(place.kind == "demonym" for place in mention.places):
        return _demonym_points(mention, near[-_NEAR_WORDS:], following)
    return _place_points(before, near, following)


def _unspaced_points(before: str) -> float:
    """Chinese says `to` and `from` before the name, with no space between."""
    if _HAN_TO.search(before):
        return _MARKET
    return _PEOPLE if _HAN_FROM.search(before) else _LOCATIVE


def _place_points(before: str, near: Sequence[str], following: Sequence[str]) -> float:
    cues = _cues()
    close = set(near[-_NEAR_WORDS:])
    if _TO_BEFORE.search(before) or cues["market"] & set(following[:2]):
        return _MARKET
    if cues["people"] & set(near[-3:]) and not _IN_BEFORE.search(before):
        return _PEOPLE
    if close & cues["market"] or close & _TO_WORDS:
        return _MARKET
    if _IN_BEFORE.search(before):
        return _PEOPLE if cues["recruiting"] & close else _MAKING
    if _LOCATIVE_BEFORE.search(before):
        return _MAKING if cues["making"] & {*close, *following} else _PLAIN
    return _MAKING if cues["making"] & set(following[:3]) else _PLAIN


_TO_WORDS = frozenset({"to", "hacia", "vers"})


def _demonym_points(
    mention: Mention, near: Sequence[str], following: Sequence[str]
) -> float:
    """Uzbek cotton is made there; Nepali workers only come from there."""
    ordered = [*following[:3], *reversed(near[-2:])]
    # Spanish and French put the people's name behind: trabajadores haitianos.
    if mention.reading.language in _DEMONYM_BEHIND:
        ordered = [*reversed(near[-2:]), *following[:1]]
    cues = _cues()
    for word in ordered:
        for kind, points in _DEMONYM_POINTS:
            if word in cues[kind]:
                return points
    return _PEOPLE if mention.quote.endswith("s") else _PLAIN


_DEMONYM_BEHIND = frozenset({"es", "fr", "pt", "it"})
_DEMONYM_POINTS = (
    ("people", _PEOPLE),
    ("market", _MARKET),
    ("making", _MAKING),
    ("company", _COMPANY),
)
