"""Which country a city or a province stands for, by the case around it."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache

import pycountry

from services.enrich.steps.places import Mention
from tocsin.text.gazetteer import UNSPACED_LANGUAGES, Place
from tocsin.text.tables import rows

# Where a language is at home, its namesakes are ten times as likely.
_HOME_FACTOR = 10.0

# A name has to mean one country this many times as often as the next to stand alone.
_DOMINANCE_MIN = 3.0
# How many people a place must have to name a country that nothing else names: with the
# model's word for it, with a preposition of place, and with neither.
_PEOPLE_MARKED_MIN = 15_000
_PEOPLE_PREPOSITION_MIN = 60_000
_PEOPLE_BARE_MIN = 400_000
# A subdivision counts as a city of so many people, shared out among its country's.
_COUNTRY_PEOPLE = 6_000_000
_PREPOSITION = re.compile(
    r"(?:\b(?:in|from|near|at|around|outside|of|en|desde|cerca de|hacia"
    r"|a|de|dans|depuis|vers|\u00e0|au|em|no|na|di)\s+|[,(\u2013\u2014-]\s*)$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s*[,(]\s*[A-Z\u00c0-\u00dc]|\s+(?:province|state|prefecture|city)"
)
_BEFORE_CHARS = 16
# Birmingham, Ala.: the states as the Associated Press shortens them.
_STATE_AFTER = re.compile(
    r", (?:Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Md|Mass|Mich"
    r"|Minn|Miss|Mo|Mont|Neb|Nev|N\.(?:H|J|M|Y|C|D)|Okla|Ore|Pa|R\.I|S\.(?:C|D)|Tenn|Tex|Vt|Va|Wash"
    r"|W\. ?Va|Wis|Wyo)\."
)
# La empresa Furukawa, the company Malabar: named like a town.
_OF_COMPANY = re.compile(
    r"\b(?:company|firm|factory|brand|empresa|compa\u00f1\u00eda|firma|f\u00e1brica|marca"
    r"|entreprise|soci\u00e9t\u00e9|usine|marque) $",
    re.IGNORECASE,
)
_CAPITAL_BEFORE = re.compile(r"(?<![.!?:;\n] )(?<!^)\b[A-Z\u00c0-\u00dc][\w'\u2019]+ $")
_CAPITAL_AFTER = re.compile(
    r"(?:-| (?!Province|State|Prefecture|City|County|District|Region))"
    r"[A-Z\u00c0-\u00dc]\w"
)


@cache
def _homes() -> Mapping[str, frozenset[str]]:
    return {code: frozenset(cell.split()) for code, cell in rows("language_homes.tsv")}


@cache
def _subdivision_people(country: str) -> float:
    count = sum(1 for s in pycountry.subdivisions if s.country_code == country)
    return _COUNTRY_PEOPLE / max(count, 8)


def _weight(place: Place, language: str) -> float:
    people = (
        _subdivision_people(place.code)
        if place.kind == "subdivision"
        else float(place.population)
    )
    home = place.code in _homes().get(language, frozenset())
    return people * (_HOME_FACTOR if home else 1.0)


def resolve_locality(
    mention: Mention, named: Collection[str]
) -> tuple[Place, float] | None:
    """The place that a city's or province's name means, with a confidence.

    Args:
        mention: the name with all its namesakes.
        named: countries that the case names otherwise; a namesake there is meant.

    Returns:
        None where the name is no place here or could be in several countries.
    """
    if _is_part_of_name(mention):
        return None
    if _STATE_AFTER.match(mention.reading.text, mention.end):
        return _inside(mention, {"US"}, 0.85)
    if mention.is_in_organization:
        # A part of a longer name adds to a country, it does not name one.
        return _inside(mention, named, 0.7)
    return _likeliest(mention, named)


def _likeliest(mention: Mention, named: Collection[str]) -> tuple[Place, float] | None:
    """The namesake in a country that the case names, or by far the largest one."""
    weights: defaultdict[str, float] = defaultdict(float)
    best: dict[str, Place] = {}
    for place in sorted(
        mention.places, key=lambda p: (p.subdivision is None, -p.population)
    ):
        weight = _weight(place, mention.reading.language)
        weights[place.code] += weight
        best.setdefault(place.code, place)
    ranked = sorted(weights, key=lambda code: -weights[code])
    known = [code for code in ranked if code in named]
    if known:
        return (best[known[0]], 0.85) if _may_be_place(mention) else None
    if _CAPITAL_AFTER.match(mention.reading.text, mention.end):
        return None
    top = ranked[0]
    second = weights[ranked[1]] if len(ranked) > 1 else 0.0
    if weights[top] < _DOMINANCE_MIN * second:
        return None
    confidence = _bare_confidence(mention, weights[top])
    return (best[top], confidence) if confidence else None


def _is_part_of_name(mention: Mention) -> bool:
    """Stands inside a longer run of capitals that no model knows for a place."""
    if mention.is_marked_place:
        return False
    text = mention.reading.text
    if _OF_COMPANY.search(text, max(0, mention.start - 24), mention.start):
        return True
    if text[max(0, mention.start - _BEFORE_CHARS) : mention.end].isupper():
        return False
    before = _CAPITAL_BEFORE.search(text, max(0, mention.start - 24), mention.start)
    return bool(before or _CAPITAL_AFTER.match(text, mention.end))


def _inside(
    mention: Mention, codes: Collection[str], confidence: float
) -> tuple[Place, float] | None:
    """The namesake in one of some countries."""
    known = [place for place in mention.places if place.code in codes]
    return (known[0], confidence) if known else None


def _may_be_place(mention: Mention) -> bool:
    if mention.is_in_person:
        return _stands_as_place(mention)
    return True


def _stands_as_place(mention: Mention) -> bool:
    text = mention.reading.text
    before = text[max(0, mention.start - _BEFORE_CHARS) : mention.start]
    return bool(_PREPOSITION.search(before) or _AFTER.match(text, mention.end))


def _bare_confidence(mention: Mention, people: float) -> float:
    """How sure a place is to name a country that nothing else in the case names."""
    if mention.reading.language in UNSPACED_LANGUAGES:
        return 0.8 if people >= _PEOPLE_PREPOSITION_MIN else 0.0
    if mention.is_marked_place and people >= _PEOPLE_MARKED_MIN:
        return 0.8
    if _stands_as_place(mention) and people >= _PEOPLE_PREPOSITION_MIN:
        return 0.7
    if mention.entity is None and people >= _PEOPLE_BARE_MIN:
        return 0.6
    return 0.0
