"""In which countries forced labor is said to happen.

Every mention of a country gets points by the words around it; the two best mentions of
a country count. Countries within reach of the best one are alleged.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import nlargest

from services.enrich.reading import CaseReading
from services.enrich.steps.country_cues import FLAG
from services.enrich.steps.country_evidence import evidence_of
from services.enrich.steps.places import Mention

AllegedSpan = tuple[str, int, int]
"""Evidence id, start, end of a passage that describes forced labor."""

_SPAN_FACTOR = 1.3
# The law that asks for these allegations is of the United States: most cases name
# them as the market. What counts against it must be stronger.
# Their states and cities, when they are no market, are places of work.
_MARKET_COUNTRY, _MARKET_COUNTRY_FACTOR = "US", 0.3
# A country is alleged with this share of the best one's points.
_SHARE_MIN = 0.6
# Peoples, markets and seats alone, however often, allege nothing where more is said.
_POINTS_MIN = 0.5
# Where people come from and goods go to is not yet where anything is alleged.
_NAMED_MIN = 0.16
# A country that a text names in passing many times is still named in passing.
_MENTIONS_COUNTED = 2
_CLAIMED_POINTS = 4.0
# The first hundred mentions of a country decide; a text that names it more often would
# only cost time.
_MENTIONS_READ_MAX = 100


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
    scores: defaultdict[str, list[float]] = defaultdict(list)
    seen: Counter[str] = Counter()
    clearest = 0.0
    for mention, code, kind in located:
        seen[code] += 1
        if seen[code] > _MENTIONS_READ_MAX:
            continue
        score = evidence_of(mention)
        clearest = max(clearest, score)
        if _is_in_span(mention, spans):
            score *= _SPAN_FACTOR
        if code == _MARKET_COUNTRY and kind == "country":
            score *= _MARKET_COUNTRY_FACTOR
        scores[code].append(score)
    points = {
        c: min(FLAG, sum(nlargest(_MENTIONS_COUNTED, s))) for c, s in scores.items()
    }
    best = max(points.values(), default=0.0)
    if clearest < _NAMED_MIN:
        points = {}
    least = max(_SHARE_MIN * best, min(best, _POINTS_MIN))
    alleged = {c: p for c, p in points.items() if p >= least}
    if claimed := case.allegation.production_country:
        alleged[claimed] = max(alleged.get(claimed, 0.0), _CLAIMED_POINTS)
    return alleged


def _is_in_span(mention: Mention, spans: Sequence[AllegedSpan]) -> bool:
    start, end = mention.reading.sentence_at(mention.start)
    return any(
        evidence_id == mention.reading.evidence_id and a < end and b > start
        for evidence_id, a, b in spans
    )
