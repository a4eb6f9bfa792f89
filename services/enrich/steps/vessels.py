"""Names of ships: Yu Long No. 2, F/V Blue Horizon."""

import re
from collections.abc import Iterator

from services.enrich.reading import Reading
from services.enrich.steps.names import Name

_CAPITAL_WORD = r"[A-Z\u00c0-\u00dc][\w'\u2019-]{1,20}"
_NUMBER = r"(?:\s+(?:[Nn]o\.?\s?)?\d{1,4}\b)"
_SHIP = (
    r"(?:F/V|M/V|MV|FV|M\.V\.|F\.V\.|MT|[Vv]essels?|[Tt]rawlers?|[Ss]hips?|[Ll]ongliners?"
    r"|[Ss]einers?|[Jj]iggers?|[Bb]oats?|[Bb]uques?|[Bb]arcos?|[Nn]avires?|[Cc]halutiers?"
    r"|[Ss]enneurs?|[Tt]honiers?|[Pp]alangriers?|[Aa]tunero|[Pp]otero|[Aa]rrastrero"
    r"|[Pp]alangrero|[Bb]arco pesquero|[Bb]uque pesquero)"
)
_BEHIND_SHIP = re.compile(
    rf"\b{_SHIP}\s+(?:(?:named|called|llamado|nomm\u00e9)\s+)?(?:the\s+|el\s+|le\s+)?[\"'\u201c\u2018\u00ab]?\s?"
    rf"({_CAPITAL_WORD}(?:\s+{_CAPITAL_WORD}){{0,3}}{_NUMBER}?)"
)
# Words that only a ship goes with: the Mar Verde fishes, the crew of the Mar Verde.
_ABOARD = re.compile(
    rf"\b(?:aboard|on board|[Cc]rew of|a bordo del?|\u00e0 bord d[ue])\s+"
    rf"(?:the\s+|el\s+|le\s+)?"
    rf"({_CAPITAL_WORD}(?:\s+{_CAPITAL_WORD}){{0,3}}{_NUMBER}?)"
)
_SAILING = re.compile(
    rf"\b[Tt]he\s+({_CAPITAL_WORD}(?:\s+{_CAPITAL_WORD}){{1,3}})\s+"
    rf"(?:(?:has|had)\s+)?(?:fishes|fished|sails|sailed|caught|landed|docked|put in)\b"
)
_CREWED_BY = re.compile(r"\b(?:Guard|Navy|Agency|Authority|Police|Ministry|Patrol)\b")
_NUMBERED = re.compile(rf"\b({_CAPITAL_WORD}(?:\s+{_CAPITAL_WORD}){{0,4}}{_NUMBER})")
_NO = re.compile(r"\s[Nn]o\.?\s?\d")
_SEA = re.compile(
    r"\b(?:vessels?|trawlers?|fishing|longliners?|ships?|crew|deckhands?|at sea|squid"
    r"|tuna|buques?|barcos?|pesquero|tripulantes?|navires?|p\u00eache|chalutiers?)\b",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"^(?:The|In|On|At|By|From|Since|After|January|February|March|April|May|June|July"
    r"|August|September|October|November|December|Section|Article|Channel|Chapter|Page"
    r"|Part|Figure|Table|Annex|Title|Form|School|Juzgado|Covid|COVID|Order|Rule|Level"
    r"|Phase|Unit|Room|Building|Block|Floor|Highway|Route|Enero|Febrero|Marzo|Abril|Mayo"
    r"|Junio|Julio|Agosto|Septiembre|Octubre|Noviembre|Diciembre)\b"
)


def find_vessels(reading: Reading) -> Iterator[Name]:
    """Ships by a word for ship before the name, or by number in a text of the sea."""
    text = reading.text
    if not _SEA.search(text):
        return
    for match in _BEHIND_SHIP.finditer(text):
        if not _NOT_A_NAME.match(match[1]):
            yield Name(
                reading, match.start(1), match.end(1), "rule:vessel", 0.85, "vessel"
            )
    for pattern in (_ABOARD, _SAILING):
        for match in pattern.finditer(text):
            if not (_NOT_A_NAME.match(match[1]) or _CREWED_BY.search(match[1])):
                yield Name(
                    reading, match.start(1), match.end(1), "rule:vessel", 0.75, "vessel"
                )
    for match in _NUMBERED.finditer(text):
        words = match[1].split()
        if _NOT_A_NAME.match(match[1]):
            continue
        if _NO.search(match[1]) or len(words) >= 3:  # noqa: PLR2004 - Lu Rong 588
            yield Name(
                reading, match.start(1), match.end(1), "rule:vessel", 0.75, "vessel"
            )
