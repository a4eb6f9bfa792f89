"""What the words around a country's name say: forced labor happens there, or not.

The word that stands nearest to the name decides: a place of work or goods, a people, a
market or a court. A preposition tells where to look: `in` asks for a place of work,
`from` for goods, and a people that comes from somewhere does not work there.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache, lru_cache

from services.enrich.steps.places import Mention
from tocsin.text.folding import fold_word
from tocsin.text.gazetteer import UNSPACED_LANGUAGES, place_index
from tocsin.text.tables import rows, words

# Points of one mention. Chosen on texts of our own; see the tests' corpus.
_FLAG, _MAKING, _LOCATIVE, _COMPANY, _PLAIN = 5.0, 2.0, 1.0, 0.5, 0.4
_SEAT, _AUTHORITY, _PEOPLE, _MARKET = 0.35, 0.3, 0.1, 0.05
_LABOR_FACTOR = 2.0
_AROUND_CHARS = 90
# How many words before and behind a name can decide. A word behind it counts as if it
# stood one word further away.
_NEAR_BEFORE, _NEAR_AFTER = 7, 4
_SENTENCE_CHARS_MAX = 1_000

_ARTICLE = (
    r"(?:the\s+|la\s+|le\s+|l['\u2019]|el\s+|los\s+)?"
    r"(?:\w+ern\s+|east\s+|west\s+)?"
)
_IN = re.compile(
    r"\b(?:in|inside|at|around|outside|across|throughout|near|within|en|dans|au|aux|\u00e0|em|no|na)\s*"
    rf"{_ARTICLE}$",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\b(?:from|desde|depuis|(?:procedentes?|provenientes?|originari[oa]s?|oriund[oa]s?"
    r"|venid[oa]s?|llegad[oa]s?)\s+del?|(?:venu|originaire|arriv\u00e9)e?s?\s+(?:de|du|des|d['\u2019]))\s*"
    rf"{_ARTICLE}$",
    re.IGNORECASE,
)
_OF = re.compile(
    r"(?:\b(?:of|de|du|del|des)\s+|\bd['\u2019])" rf"{_ARTICLE}$", re.IGNORECASE
)
_TO = re.compile(
    r"\b(?:to|into|hacia|a|vers|enter|entering|against|for|with|con|avec|by|off)\s*"
    rf"{_ARTICLE}$",
    re.IGNORECASE,
)
# People who are brought somewhere work there: went to Qatar, sent me to Jordan.
_BROUGHT = re.compile(
    r"\b(?:went|go|goes|going|gone|flew|flown|sailed|came|travel\w+|trafficked|deployed|lured|migrat\w+"
    r"|(?:sent|took|taken|brought|moved|transported)(?:\s+(?:me|us|him|her|them|\w*men|women|workers))?"
    r"|llevad[oa]s|emmen\u00e9e?s)\s+(?:to|into|a|au|aux|en|vers)\s*"
    rf"{_ARTICLE}$",
    re.IGNORECASE,
)
_SEATED = re.compile(
    r"\b(?:based|headquartered|headquarters|offices?|seat|listed|quoted|sede|oficinas?"
    r"|domiciliada|si\u00e8ge|si\u00e9geant|bas\u00e9e?s?|bureaux|cot\u00e9e?|install\u00e9e?)"
    r"\s+(?:in|at|en|\u00e0|au|aux)\s*" + _ARTICLE + "$",
    re.IGNORECASE,
)
_FLAGGED = re.compile(
    r"\b(?:flag|flags|flagged|pabell\u00f3n|bandera|pavillon)\s+(?:of\s+|in\s+|de\s+|du\s+)?"
    rf"{_ARTICLE}$|\bregistered\s+in\s+{_ARTICLE}$",
    re.IGNORECASE,
)
_FLAG_BEHIND = re.compile(
    r"(?:['\u2019]s |[- ])(?:flag(?:ged)?|owned|registered)\b", re.IGNORECASE
)
_SEA = words("sea_words.tsv")
_SHIP = re.compile(
    r"\b(?:vessel|trawler|longliner|reefer|jigger|seiner|fishing boat|flag of|flagged"
    r"|buque|barco pesquero|pabell\u00f3n|navire|chalutier|pavillon)",
    re.IGNORECASE,
)
_CAPITAL = r"[A-Z\u00c0-\u00dc][\w'\u2019-]+"
_NAME_OF = re.compile(rf"{_CAPITAL}\s+(?:of|de|du|d['\u2019])\s*$")
# Amazon in Britain, but Herat in Afghanistan.
_NAME_IN = re.compile(rf"(?<![.!?] )\b({_CAPITAL})\s+(?:in|en|\u00e0|au)\s+$")
# "from Nepal and Bangladesh": what holds for the first holds for the others.
_LIST_BEFORE = re.compile(
    rf"(?:(?:the |la |le |l['\u2019])?{_CAPITAL}(?: {_CAPITAL}){{0,3}}"
    r"(?:(?:, | / )(?:the |la |le |l['\u2019])?|,? (?:and|y|e|et|or|o|ou) "
    r"(?:the |an? |aux? |en |la |les? |in |to |from |de |du |del |d['\u2019]"
    r"|l['\u2019])?))+$"
)
_HAN_TO = re.compile("(?:\u5230|\u5f80|\u7ed9|\u5411|\u9500)[^\u3002\uff0c]{0,6}$")
_HAN_FROM = re.compile("(?:\u6765\u81ea|\u4ece)[^\u3002\uff0c]{0,4}$")
_DEMONYM_BEHIND = frozenset({"es", "fr", "pt", "it"})


@cache
def _cues() -> dict[str, frozenset[str]]:
    cues: defaultdict[str, set[str]] = defaultdict(set)
    for kind, cell in rows("country_cues.tsv"):
        cues[kind].update(cell.split())
    return {kind: frozenset(said) for kind, said in cues.items()}


def evidence_of(mention: Mention) -> float:
    """The points that one mention gives its country as a place of forced labor."""
    reading = mention.reading
    start, end = reading.sentence_at(mention.start)
    score = _role_points(mention, start, end)
    sentence = reading.words_between(start, min(end, start + _SENTENCE_CHARS_MAX))
    labor = _cues()["labor"]
    if score == _FLAG:
        return score
    return score * (_LABOR_FACTOR if any(w.folded in labor for w in sentence) else 1.0)


def _role_points(mention: Mention, start: int, end: int) -> float:
    reading = mention.reading
    before = reading.text[max(start, mention.start - _AROUND_CHARS) : mention.start]
    if reading.language in UNSPACED_LANGUAGES:
        return _unspaced_points(before)
    if mention.is_in_organization:
        return _MARKET
    kept = _LIST_BEFORE.sub("", before)
    cut = mention.start - len(before) + len(kept)
    ahead = reading.words_between(max(start, cut - _AROUND_CHARS), cut)
    near = [w.folded for w in ahead[-_NEAR_BEFORE:]]
    until = min(end, mention.end + _AROUND_CHARS)
    behind = reading.words_between(mention.end, until)
    following = [w.folded for w in behind[:_NEAR_AFTER]]
    if _is_flag(mention, kept, near, following):
        return _FLAG
    if any(place.kind == "demonym" for place in mention.places):
        return _demonym_points(mention, near, following)
    return _place_points(kept, near, following)


def _is_flag(
    mention: Mention, before: str, near: Sequence[str], following: Sequence[str]
) -> bool:
    """A vessel's flag state or its owner's state."""
    text = mention.reading.text
    if _FLAGGED.search(before) or _FLAG_BEHIND.match(text, mention.end):
        return bool(_SEA & {*near, *following})
    return bool(_cues()["owner"].intersection(near)) and _is_at_sea(text)


@lru_cache(maxsize=256)
def _is_at_sea(text: str) -> bool:
    return bool(_SHIP.search(text))


def _flows_to(near: Sequence[str]) -> bool:
    """Goods end up here: a verb of trade, and no people after it."""
    for word in reversed(near):
        if word in _cues()["flow"]:
            return True
        if _kind(word) in {"people", "labor"}:
            return False
    return False


def _unspaced_points(before: str) -> float:
    """Chinese says `to` and `from` before the name, with no space between."""
    if _HAN_TO.search(before):
        return _MARKET
    return _PEOPLE if _HAN_FROM.search(before) else 1.5


def _place_points(before: str, near: Sequence[str], following: Sequence[str]) -> float:
    """By the preposition before the name: the first rule that fits decides."""
    if following[:1] == ["based"]:
        return _COMPANY if _nearest((), following) == "making" else _SEAT
    for preposition, points in _PREPOSITIONS:
        if preposition.search(before):
            return points(before, near, following)
    return _BARE_POINTS.get(_nearest((), following), _PLAIN)


def _brought_points(_: str, near: Sequence[str], __: Sequence[str]) -> float:
    return _MARKET if _nearest(near, ()) in {"making", "market"} else _LOCATIVE


def _in_points(before: str, near: Sequence[str], following: Sequence[str]) -> float:
    """What stands behind the name can speak for it, not against it."""
    if _flows_to(near):
        return _MARKET
    if (name := _NAME_IN.search(before)) and fold_word(name[1]) not in place_index():
        return _SEAT
    if told := _nearest(near, ()):
        return _IN_POINTS[told]
    return max(_PLAIN, _IN_POINTS.get(_nearest((), following), _LOCATIVE))


def _of_points(before: str, near: Sequence[str], following: Sequence[str]) -> float:
    if _NAME_OF.search(before):
        return _SEAT
    return _OF_POINTS.get(_nearest(near, following), _PLAIN)


def _from_points(_: str, near: Sequence[str], following: Sequence[str]) -> float:
    """Goods from a country are made there; people from it are not."""
    nearest = _nearest(near, ())
    if nearest == "making":
        return 1.5
    if not nearest and not _cues()["people"] & set(following):
        return _PLAIN
    return _PEOPLE


_IN_POINTS = {
    "making": _MAKING,
    "labor": _MAKING,
    "people": _LOCATIVE,
    "company": _COMPANY,
    "recruiting": _PEOPLE,
    "market": _MARKET,
    "authority": _AUTHORITY,
}
_OF_POINTS = {
    "making": _MAKING,
    "labor": _LOCATIVE,
    "people": _PEOPLE,
    "company": _COMPANY,
    "recruiting": _PEOPLE,
    "market": _MARKET,
}
_BARE_POINTS = {
    "making": _MAKING,
    "market": _MARKET,
    "labor": _LOCATIVE,
    "authority": _AUTHORITY,
}
_PREPOSITIONS: tuple[
    tuple[re.Pattern[str], Callable[[str, Sequence[str], Sequence[str]], float]], ...
] = (
    (_BROUGHT, _brought_points),
    (_SEATED, lambda *_: _SEAT),
    (_FROM, _from_points),
    (_TO, lambda *_: _MARKET),
    (_IN, _in_points),
    (_OF, _of_points),
)
# A word of several kinds counts as the first of these.
_KINDS = (
    "recruiting",
    "authority",
    "market",
    "people",
    "making",
    "labor",
    "company",
)


def _nearest(near: Sequence[str], following: Sequence[str]) -> str:
    """The kind of the cue that stands nearest to the name."""
    ranked = [(float(i), word) for i, word in enumerate(reversed(near))]
    ranked += [(i + 1.5, word) for i, word in enumerate(following)]
    for _, word in sorted(ranked):
        if kind := _kind(word):
            return kind
    return ""


@cache
def _kinds() -> dict[str, str]:
    return {word: kind for kind in reversed(_KINDS) for word in _cues()[kind] if word}


def _kind(word: str) -> str:
    return _kinds().get(word, "")


def _demonym_points(
    mention: Mention, near: Sequence[str], following: Sequence[str]
) -> float:
    """Uzbek cotton is made there; Nepali workers only come from there."""
    if mention.reading.language in _DEMONYM_BEHIND:
        # Spanish and French put the people's name behind: trabajadores haitianos.
        if near and near[-1] in _BEFORE_PEOPLES:
            return _PEOPLE
        kind = _nearest(near[-2:], following[:1])
    elif not _NOUN_BEHIND.match(mention.reading.text, mention.end):
        return _PEOPLE
    else:
        plural = mention.quote.endswith("s") and not mention.quote.endswith("ss")
        kind = "people" if plural else _nearest((), following)
    return _DEMONYM_POINTS.get(kind, _PLAIN)


# No noun stands between these and a people's name: they are the people themselves.
_BEFORE_PEOPLES = frozenset({"y", "e", "et", "o", "ou", "los", "las", "les"}) | {
    "des",
    "de",
    "d",
    "son",
    "eran",
    "sont",
}
# Two of them are Nepali, others Indian: no noun follows.
_NOUN_BEHIND = re.compile(
    r"(?:[ -]|\u00a0)(?!(?:and|or|who|were|was|are|is|in|at|on|from|to|by"
    r"|had|have|say|said)\b)\w"
    rf"|(?:,| and| or) {_CAPITAL} [a-z]"
)
_DEMONYM_POINTS = {
    "people": _PEOPLE,
    "recruiting": _PEOPLE,
    "authority": _AUTHORITY,
    "market": _MARKET,
    "making": _MAKING,
    "labor": _LOCATIVE,
    "company": _COMPANY,
}
