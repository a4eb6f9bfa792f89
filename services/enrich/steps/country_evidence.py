"""What the words around a country's name say: forced labor happens there, or not.

The word that stands nearest to the name decides: a place of work or goods, a people, a
market or a court. A preposition tells where to look: `in` asks for a place of work,
`from` for goods, and a people that comes from somewhere does not work there.
"""

import re
from bisect import bisect_right

from services.enrich.reading import Reading
from services.enrich.steps.country_cues import FLAG, MARKET, PEOPLE, cues
from services.enrich.steps.flags import is_flag
from services.enrich.steps.peoples import demonym_points
from services.enrich.steps.phrases import read
from services.enrich.steps.place_prepositions import CAPITAL, place_points
from services.enrich.steps.places import Mention
from tocsin.text.folding import fold
from tocsin.text.gazetteer import UNSPACED_LANGUAGES, place_index

_LABOR_FACTOR = 2.0
_AROUND_CHARS = 90
# How many words before and behind a name can decide. A word behind it counts as if it
# stood one word further away.
_NEAR_BEFORE, _NEAR_AFTER = 7, 4
_SENTENCE_CHARS_MAX = 1_000

# "from Nepal and Bangladesh": what holds for the first holds for the others.
_LIST_BEFORE = re.compile(
    rf"(?:(?:the |la |le |l['\u2019])?{CAPITAL}(?: {CAPITAL}){{0,3}}"
    r"(?:(?:, | / )(?:the |la |le |l['\u2019])?|,? (?:and|y|e|et|or|o|ou) "
    r"(?:the |an? |aux? |en |la |les? |in |to |from |de |du |del |d['\u2019]"
    r"|l['\u2019])?))+$"
)
_CITY_BEFORE = re.compile(
    rf"({CAPITAL}(?: {CAPITAL}){{0,2}}), (?:in|en|au|aux) (?:the |la |le |l['\u2019])?$"
)
_STOP = re.compile(r"[,;:()]\s")
_HAN_TO = re.compile("(?:\u5230|\u5f80|\u7ed9|\u5411|\u9500)[^\u3002\uff0c]{0,6}$")
# Workers, crews, migrants and women of a country.
_HAN_PEOPLE = re.compile(
    "\u7c4d|\u5de5\u4eba|\u52b3\u5de5|\u6c11\u5de5|\u79fb\u5de5|\u5973\u5de5|\u5458\u5de5"
    "|\u8239\u5458|\u6e14\u6c11|\u79fb\u6c11|\u5973\u5b50|\u5987\u5973|\u7537\u5b50"
)
_HAN_FROM = re.compile("(?:\u6765\u81ea|\u4ece)[^\u3002\uff0c]{0,4}$")


def evidence_of(mention: Mention) -> float:
    """The points that one mention gives its country as a place of forced labor."""
    reading = mention.reading
    start, end = reading.sentence_at(mention.start)
    score = _role_points(mention, start, end)
    sentence = reading.words_between(start, min(end, start + _SENTENCE_CHARS_MAX))
    labor = cues()["labor"]
    if score == FLAG:
        return score
    if _says_nothing_was_found(reading, mention.start):
        return min(score, MARKET)
    return score * (_LABOR_FACTOR if any(w.folded in labor for w in sentence) else 1.0)


def _says_nothing_was_found(reading: Reading, position: int) -> bool:
    """`No sign of it at the plants in Vietnam`."""
    _, passages = read(reading)
    at = bisect_right(passages, position, key=lambda p: p.words.starts[p.first]) - 1
    return at >= 0 and "no_evidence" in passages[at].cues


def _role_points(mention: Mention, start: int, end: int) -> float:
    reading = mention.reading
    before = reading.text[max(start, mention.start - _AROUND_CHARS) : mention.start]
    if reading.language in UNSPACED_LANGUAGES:
        return _unspaced_points(before, reading.text[mention.end : end])
    if mention.is_in_organization:
        return MARKET
    kept = _LIST_BEFORE.sub("", _without_its_city(before))
    cut = mention.start - len(before) + len(kept)
    ahead = reading.words_between(max(start, cut - _AROUND_CHARS), cut)
    near = [w.folded for w in ahead[-_NEAR_BEFORE:]]
    until = min(end, mention.end + _AROUND_CHARS)
    behind = reading.words_between(mention.end, until)
    following = [w.folded for w in behind[:_NEAR_AFTER]]
    if is_flag(mention, kept, near, following):
        return FLAG
    if any(place.kind == "demonym" for place in mention.places):
        return demonym_points(mention, near, following)
    border = _clause_end(reading.text, mention.end, until)
    beside = [w.folded for w in behind[:_NEAR_AFTER] if w.start < border]
    return place_points(kept, near, beside)


def _without_its_city(before: str) -> str:
    """`Dubai, in the Emirates`: what holds for the city holds for its country."""
    city = _CITY_BEFORE.search(before)
    return before[: city.start()] if city and fold(city[1]) in place_index() else before


def _clause_end(text: str, start: int, until: int) -> int:
    """Where the words end that can belong to a name: what a comma parts, it parts."""
    stop = _STOP.search(text, start, until)
    return stop.start() if stop else until


def _unspaced_points(before: str, after: str) -> float:
    """Chinese says `to` and `from` before the name, with no space between."""
    if _HAN_TO.search(before):
        return MARKET
    is_people = _HAN_FROM.search(before) or _HAN_PEOPLE.match(after)
    return PEOPLE if is_people else 1.5
