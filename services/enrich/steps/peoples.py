"""What the name of a people says: Uzbek cotton, Nepali workers."""

import re
from collections.abc import Sequence

from services.enrich.steps.country_cues import (
    AUTHORITY,
    COMPANY,
    LOCATIVE,
    MAKING,
    MARKET,
    PEOPLE,
    PLAIN,
    cues,
    kind_of,
    nearest,
)
from services.enrich.steps.place_prepositions import CAPITAL
from services.enrich.steps.places import Mention
from tocsin.text.folding import fold

_OF = frozenset({"de", "del", "du", "des", "d"})
_DEMONYM_BEHIND = frozenset({"es", "fr", "pt", "it"})


def demonym_points(
    mention: Mention, near: Sequence[str], following: Sequence[str]
) -> float:
    """Uzbek cotton is made there; Nepali workers only come from there."""
    if mention.reading.language in _DEMONYM_BEHIND:
        # Spanish and French put the people's name behind: trabajadores haitianos.
        if _is_people_named(mention, near):
            return PEOPLE
        if near[-2:-1] and near[-2] in _OF and kind_of(near[-3:][0]) == "people":
            return PEOPLE  # cortadores de ca\u00f1a haitianos
        kind = nearest(near[-2:], following[:1])
    elif not _NOUN_BEHIND.match(mention.reading.text, mention.end):
        return PEOPLE
    else:
        plural = mention.quote.endswith("s") and not mention.quote.endswith("ss")
        is_people = plural or _is_at_work(mention)
        kind = "people" if is_people else nearest((), following)
    return _DEMONYM_POINTS.get(kind, PLAIN)


def _is_at_work(mention: Mention) -> bool:
    """Burmese shrimp peelers: who they are stands behind what they work at."""
    found = _COMPOUND.match(mention.reading.text, mention.end)
    return found is not None and kind_of(fold(found["head"])) == "people"


def _is_people_named(mention: Mention, near: Sequence[str]) -> bool:
    """A people's name without a noun before it: tres bolivianos; los dos, peruanos."""
    text = mention.reading.text
    if mention.quote.endswith("s") and text.endswith((", ", ". "), 0, mention.start):
        return True
    return bool(near) and (near[-1] in cues()["counting"] or near[-1].isdigit())


_COMPOUND = re.compile(r"[ -]\w+[ -](?P<head>\w+)")
# Two of them are Nepali, others Indian: no noun follows.
_NOUN_BEHIND = re.compile(
    r"(?:[ -]|\u00a0)(?!(?:and|or|who|were|was|are|is|in|at|on|from|to|by"
    r"|had|have|say|said)\b)\w"
    rf"|(?:,| and| or) {CAPITAL} [a-z]"
)
_DEMONYM_POINTS = {
    "people": PEOPLE,
    "recruiting": PEOPLE,
    "authority": AUTHORITY,
    "market": MARKET,
    "making": MAKING,
    "labor": LOCATIVE,
    "company": COMPANY,
}
