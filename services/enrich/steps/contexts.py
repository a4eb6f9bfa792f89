"""Names that only the words around them show: brands such as A, B and C."""

import re
from collections.abc import Iterator, Sequence

from services.enrich.reading import Reading
from services.enrich.steps.names import Name
from tocsin.text.folding import fold

_CAP = r"[A-Z\u00c0-\u00dc][\w&'\u2019.-]*\w"
_NAME = rf"(?:(?:de )?{_CAP}(?: (?:& )?{_CAP}){{0,4}})"
_LIST = (
    rf"{_NAME}(?:, {_NAME}){{0,12}}"
    rf"(?:,? (?:and|y|e|et|or|o|ou|&) (?:d'autres|otros|{_NAME}))?"
)
_KINDS = (
    (
        "buyer",
        r"brands|carmakers|automakers|retailers|customers|clients|buyers|supermarkets",
    ),
    ("buyer", r"marcas|clientes|supermercados|importadores|enseignes|marques|clients"),
    (
        "manufacturer",
        r"companies|firms|manufacturers|producers|factories|suppliers|wineries",
    ),
    ("manufacturer", r"mills|makers|exporters|contractors|plants|farms|growers|mines"),
    (
        "manufacturer",
        r"empresas|firmas|compa\u00f1\u00edas|ingenios|gigantes|productores|proveedores",
    ),
    ("manufacturer", r"entreprises|soci\u00e9t\u00e9s|groupes|fabricants|fournisseurs"),
    ("recruiter", r"agencies|recruiters|brokers|agencias|agences"),
    ("vessel", r"vessels|ships|boats|trawlers|buques|barcos|navires"),
    ("media", r"newspapers|outlets|periódicos|journaux"),
    (
        "ngo",
        r"NGOs|charities|organizations|organisations|groups|ONG|associations|organizaciones",
    ),
)
_SINGLE = (
    (
        "manufacturer",
        r"company|firm|manufacturer|factory|supplier|mill|exporter|cooperative|co-operative",
    ),
    (
        "manufacturer",
        r"empresa|firma|compa\u00f1\u00eda|ingenio|f\u00e1brica|minera|bodega|cooperativa",
    ),
    (
        "manufacturer",
        r"entreprise|soci\u00e9t\u00e9|groupe|usine|fabricant|coop\u00e9rative",
    ),
    ("buyer", r"retailer|brand|supermarket|buyer|marca|marque|enseigne|n\u00e9gociant"),
    ("importer", r"importer|importador|importateur"),
    (
        "recruiter",
        r"recruiter|recruitment agency|contractor|labor contractor|agencia|agence",
    ),
    (
        "ngo",
        r"NGO|charity|nonprofit|non-profit|advocacy group|rights group|campaign group",
    ),
    ("ngo", r"ONG|fundaci\u00f3n|asociaci\u00f3n|collectif|association|colectivo"),
    (
        "media",
        r"newspaper|magazine|broadcaster|news agency|peri\u00f3dico|quotidien",
    ),
    ("other", r"union|law firm|auditor|consultancy|sindicato|syndicat"),
)
_LISTS = tuple(
    (
        role,
        re.compile(
            rf"\b(?:{kinds})\s*(?:,?\s*"
            rf"(?:such as|including|like|como|comme|tales como|dont|:))\s+({_LIST})"
        ),
    )
    for role, kinds in _KINDS
) + tuple(
    (role, re.compile(rf"\b(?:the|los|las|les)\s+({_LIST})\s+(?:{kinds})\b"))
    for role, kinds in _KINDS
    if kinds.isascii()
)
_SINGLES = tuple(
    (
        role,
        re.compile(
            rf"\b(?:{kinds}),?\s+(?:called |named |llamada |nomm\u00e9e |d'|de )?"
            rf"[\"\u201c\u00ab]?\s?({_NAME})"
        ),
    )
    for role, kinds in _SINGLE
)
_APPOSED = tuple(
    (
        role,
        re.compile(
            rf"({_NAME}),\s+(?:an?|the|una?|la|el|une?|le)\s+"
            rf"(?:[\w-]+\s+){{0,5}}?(?:{kinds})\b"
        ),
    )
    for role, kinds in _SINGLE
)
_KIND_WORDS = {
    pattern: frozenset(fold(kind).split(" ")[-1] for kind in kinds.split("|"))
    for (_, pattern), (_, kinds) in zip(
        (*_LISTS, *_SINGLES, *_APPOSED),
        (
            *_KINDS,
            *(each for each in _KINDS if each[1].isascii()),
            *_SINGLE,
            *_SINGLE,
        ),
        strict=True,
    )
}
_OFFICE = re.compile(
    r"\b(?:[Ll]awyers?|[Pp]artners?|[Ss]olicitors?|[Aa]ttorneys?|[Rr]esearchers?"
    r"|[Aa]nalysts?|[Aa]ctivists?|[Cc]ampaigners?|[Dd]irector|[Ii]nvestigators?|[Aa]uditors?|[Ss]pokes\w+)"
    rf"\s+(?:at|with|from|for)\s+(?:the\s+)?({_NAME})"
)
_NGO = re.compile(
    r"\b(?:association|collectif|ONG|fundaci\u00f3n|asociaci\u00f3n|colectivo|NGO|charity)\s+"
    rf"[\"\u201c\u00ab]?\s?"
    rf"({_NAME}(?:\s(?:de|del|de la|du|des|et|y|for|of|and)\s{_NAME}){{1,3}})"
)
_FRENCH_AUTHORITY = (
    r"(?:[Pp]arquet(?: g\u00e9n\u00e9ral| national)?"
    r"|[Tt]ribunal(?: judiciaire| correctionnel| de commerce)?|[Pp]r\u00e9fecture"
    r"|[Mm]inist\u00e8re|[Cc]our d['\u2019]appel|[Ii]nspection)"
)
_FRENCH_OFFICE = re.compile(
    rf"\b({_FRENCH_AUTHORITY}\s(?:de\s|du\s|des\s|d['\u2019]|de l['\u2019])(?:la\s)?"
    rf"(?:{_NAME}|travail\b)(?: et d[eu]s? (?:la |l['\u2019])?{_NAME})?)"
)
_SITE = re.compile(r"\b([A-Z][\w-]{2,30}\.(?:com|org|net|news|info|es|fr))\b")
_CREDIT = re.compile(
    r"\([^()\n/]{3,60}/\s?([A-Z][\w .&'-]{1,40})\)|^\(([A-Z]{2,5})\)"
    r"|\(([A-Z]{2,4})\)\s+[\u2014\u2013-]"
)
_PART = re.compile(_NAME)
_SPLIT = re.compile(r",? (?:and|y|e|et|or|o|ou) |, ")


def find_in_context(reading: Reading) -> Iterator[Name]:
    """Names in lists after a word for their kind, appositions, sites and credits."""
    text = reading.text
    for role, pattern in _that_may_match(_LISTS, reading):
        for match in pattern.finditer(text):
            for start, end in _parts(match):
                yield Name(reading, start, end, "rule:list", 0.7, role)
    for role, pattern in _that_may_match((*_SINGLES, *_APPOSED), reading):
        for match in pattern.finditer(text):
            yield Name(
                reading, match.start(1), match.end(1), "rule:apposition", 0.65, role
            )
    for pattern, role in (
        (_NGO, "ngo"),
        (_OFFICE, "other"),
        (_FRENCH_OFFICE, "government"),
    ):
        for match in pattern.finditer(text):
            yield Name(reading, match.start(1), match.end(1), "rule:office", 0.7, role)
    for match in _SITE.finditer(text):
        yield Name(reading, match.start(1), match.end(1), "rule:site", 0.8, "media")
    for match in _CREDIT.finditer(text):
        group = next(i for i in (1, 2, 3) if match[i])
        yield Name(
            reading, match.start(group), match.end(group), "rule:credit", 0.7, "media"
        )


def _that_may_match(
    patterns: Sequence[tuple[str, re.Pattern[str]]], reading: Reading
) -> Iterator[tuple[str, re.Pattern[str]]]:
    """The patterns of whose kind words a text holds one; the others cost time only."""
    for role, pattern in patterns:
        if not _KIND_WORDS[pattern].isdisjoint(reading.vocabulary):
            yield role, pattern


def _parts(match: re.Match[str]) -> Iterator[tuple[int, int]]:
    """The single names of a list."""
    position = match.start(1)
    for gap in _SPLIT.finditer(match[1]):
        yield from _name_at(match, position, match.start(1) + gap.start())
        position = match.start(1) + gap.end()
    yield from _name_at(match, position, match.end(1))


def _name_at(match: re.Match[str], start: int, end: int) -> Iterator[tuple[int, int]]:
    if _PART.fullmatch(match.string, start, end):
        yield start, end
