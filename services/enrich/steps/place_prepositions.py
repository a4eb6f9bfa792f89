"""What the preposition before a country's name says: work there, goods from there."""

import re
from collections.abc import Callable, Sequence

from services.enrich.steps.country_cues import (
    AUTHORITY,
    COMPANY,
    LOCATIVE,
    MAKING,
    MARKET,
    PEOPLE,
    PLAIN,
    SEAT,
    cues,
    kind_of,
    nearest,
)
from tocsin.text.folding import fold_word
from tocsin.text.gazetteer import place_index

ARTICLE = (
    r"(?:the\s+|la\s+|le\s+|l['\u2019]|el\s+|los\s+)?"
    r"(?:\w+ern\s+|east\s+|west\s+)?"
)
_IN = re.compile(
    r"\b(?:in|inside|at|around|outside|across|throughout|near|within|en|dans|au|aux|\u00e0|em|no|na)\s*"
    rf"{ARTICLE}$",
    re.IGNORECASE,
)
# In the north of Ghana, dans la province de: in it.
_IN_PART = re.compile(
    r"\b(?:in|across|throughout|near|around|en|dans|au|\u00e0)\s+(?:the\s+|el\s+|la\s+|las\s+|los\s+|le\s+|les\s+|l['\u2019])?"
    r"(?:(?:far\s+)?(?:(?:north|south)?(?:east|west)|north|south|cent(?:er|re))|interior|middle|"
    r"(?:states?|provinces?|regions?|districts?|county|counties|town|village|city|hills|mountains|forests?)"
    r"|(?:nor|sur)?(?:este|oeste)|norte|sur|centro|provincia|regi\u00f3n|estado|departamento|municipio|ciudad|pueblo|selva|monta\u00f1as"
    r"|(?:nord|sud)?(?:-?est|-?ouest)|nord|sud|r\u00e9gion|d\u00e9partement|ville|village|for\u00eat)"
    r"\s+(?:of\s+|del?\s+|du\s+|des\s+|d['\u2019])" + ARTICLE + "$",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\b(?:from|desde|depuis|(?:procedentes?|provenientes?|originari[oa]s?|oriund[oa]s?"
    r"|venid[oa]s?|llegad[oa]s?)\s+del?|(?:venu|originaire|arriv\u00e9)e?s?\s+(?:de|du|des|d['\u2019]))\s*"
    rf"{ARTICLE}$",
    re.IGNORECASE,
)
_OF = re.compile(
    r"(?:\b(?:of|de|du|del|des)\s+|\bd['\u2019])" rf"{ARTICLE}$", re.IGNORECASE
)
_TO = re.compile(
    r"\b(?:to|into|hacia|a|vers|enter|entering|against|for|with|con|avec|by|off|para|pour)\s*"
    rf"{ARTICLE}$",
    re.IGNORECASE,
)
# People who are brought somewhere work there: went to Qatar, sent me to Jordan.
_BROUGHT = re.compile(
    r"\b(?:went|go|goes|going|gone|flew|flown|sailed|came|travel\w+|trafficked|deployed|lured|migrat\w+"
    r"|(?:sent|took|taken|brought|moved|transported)(?:\s+(?:me|us|him|her|them|\w*men|women|workers))?"
    r"|llevad[oa]s|emmen\u00e9e?s)\s+(?:to|into|a|au|aux|en|vers)\s*"
    rf"{ARTICLE}$",
    re.IGNORECASE,
)
# "The mandarins go to Iraq": what goes, and is no person by name or pronoun.
_THINGS_GO = re.compile(
    r"\b(?:[Tt]he|[Ii]ts|[Tt]heir|[Aa]ll|[Mm]ost)\s+(?:[a-z-]+\s+){1,4}?(?:go|goes|going|gone|went|fl(?:y|ies|ew|own)|sailed|travels?"
    r"|(?:(?:is|are|was|were)\s+(?:sent|taken|brought|moved|transported|flown)))\s+(?:to|into)\s*"
    rf"{ARTICLE}$"
)
_SEATED = re.compile(
    r"\b(?:based|headquartered|headquarters|offices?|seat|listed|quoted|sede|oficinas?"
    r"|domiciliada|si\u00e8ge|si\u00e9geant|bas\u00e9e?s?|bureaux|cot\u00e9e?|install\u00e9e?)"
    r"\s+(?:in|at|en|\u00e0|au|aux)\s*" + ARTICLE + "$",
    re.IGNORECASE,
)
CAPITAL = r"[A-Z\u00c0-\u00dc][\w'\u2019-]+"
_NAME_OF = re.compile(rf"(?:{CAPITAL}|\))\s+(?:of|de|du|d['\u2019])\s*$")
# Amazon in Britain, but Herat in Afghanistan.
_NAME_IN = re.compile(rf"(?<![.!?] )\b({CAPITAL})\s+(?:in|en|\u00e0|au)\s+$")
# To, in or near a name: the name is a place.
_PLACED = re.compile(
    r"\b(?:in|at|near|from|to|outside|around|en|cerca de|desde|\u00e0|pr\u00e8s de)"
    rf"\s+(?:{CAPITAL}\s+){{0,2}}{CAPITAL}$"
)


def place_points(before: str, near: Sequence[str], following: Sequence[str]) -> float:
    """By the preposition before the name: the first rule that fits decides."""
    if following[:1] == ["based"]:
        return COMPANY if nearest((), following) == "making" else SEAT
    for preposition, points in _PREPOSITIONS:
        if preposition.search(before):
            return points(before, near, following)
    if before.endswith("(") and nearest(near[-2:], ()) == "making":
        return MAKING
    return _BARE_POINTS.get(nearest((), following), PLAIN)


def _brought_points(before: str, near: Sequence[str], _: Sequence[str]) -> float:
    """People are brought to work; goods that go somewhere are sold there."""
    if nearest(near, ()) in {"making", "market"} or _THINGS_GO.search(before):
        return MARKET
    return LOCATIVE


def _in_points(before: str, near: Sequence[str], following: Sequence[str]) -> float:
    """What stands behind the name can speak for it, not against it."""
    if _flows_to(near):
        return MARKET
    if (name := _NAME_IN.search(before)) and not _is_place_name(before, name):
        return SEAT
    if told := nearest(near, ()):
        return _IN_POINTS[told]
    return max(PLAIN, _IN_POINTS.get(nearest((), following), LOCATIVE))


def _is_place_name(before: str, name: re.Match[str]) -> bool:
    """Herat in Afghanistan, the Marange Fields in Zimbabwe, but Amazon in Britain."""
    word = fold_word(name[1])
    if word in place_index() or kind_of(word) == "making":
        return True
    return bool(_PLACED.search(before, 0, name.end(1)))


def _of_points(before: str, near: Sequence[str], following: Sequence[str]) -> float:
    if _NAME_OF.search(before):
        return SEAT
    return _OF_POINTS.get(nearest(near, following), PLAIN)


def _from_points(_: str, near: Sequence[str], following: Sequence[str]) -> float:
    """Goods from a country are made there; people from it are not."""
    told = nearest(near, ())
    if told == "making":
        return 1.5
    if not told and not cues()["people"] & set(following):
        return PLAIN
    return PEOPLE


def _flows_to(near: Sequence[str]) -> bool:
    """Goods end up here: a verb of trade, and no people after it."""
    for word in reversed(near):
        if word in cues()["flow"]:
            return True
        if kind_of(word) in {"people", "labor"}:
            return False
    return False


_IN_POINTS = {
    "making": MAKING,
    "labor": MAKING,
    "people": LOCATIVE,
    "company": COMPANY,
    "recruiting": PEOPLE,
    "market": MARKET,
    "authority": AUTHORITY,
}
_OF_POINTS = {
    "making": MAKING,
    "labor": LOCATIVE,
    "people": PEOPLE,
    "company": COMPANY,
    "recruiting": PEOPLE,
    "market": MARKET,
}
_BARE_POINTS = {
    "making": MAKING,
    "market": MARKET,
    "labor": LOCATIVE,
    "authority": AUTHORITY,
}
_PREPOSITIONS: tuple[
    tuple[re.Pattern[str], Callable[[str, Sequence[str], Sequence[str]], float]], ...
] = (
    (_BROUGHT, _brought_points),
    (_SEATED, lambda *_: SEAT),
    (_FROM, _from_points),
    (_TO, lambda *_: MARKET),
    (_IN_PART, _in_points),
    (_IN, _in_points),
    (_OF, _of_points),
)
