"""Whether a country is named as the flag state of a vessel, or of its owner."""

import re
from collections.abc import Sequence
from functools import lru_cache

from services.enrich.steps.country_cues import cues
from services.enrich.steps.place_prepositions import ARTICLE
from services.enrich.steps.places import Mention
from tocsin.text.tables import words

_FLAGGED = re.compile(
    r"\b(?:flag|flags|flagged|pabell\u00f3n|bandera|pavillon)\s+(?:of\s+|in\s+|de\s+|du\s+)?"
    rf"{ARTICLE}$|\bregistered\s+in\s+{ARTICLE}$",
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


def is_flag(
    mention: Mention, before: str, near: Sequence[str], following: Sequence[str]
) -> bool:
    """A vessel's flag state or its owner's state."""
    text = mention.reading.text
    if _FLAGGED.search(before) or _FLAG_BEHIND.match(text, mention.end):
        return bool(_SEA & {*near, *following})
    return bool(cues()["owner"].intersection(near)) and _is_at_sea(text)


@lru_cache(maxsize=256)
def _is_at_sea(text: str) -> bool:
    return bool(_SHIP.search(text))
