"""Words that tie goods to import into the United States, in English, Spanish, French.

19 U.S.C. 1307 bars imports, so an allegation needs the import as much as the labor.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from schemas.enrichment import Finding
from services.enrich.reading import Reading

_RULES_VERSION = "1"

# Each pattern is made of fixed words and bounded gaps: time is linear in the text.
_US = (
    r"(?:United States(?: of America)?|\bU\.S\.(?:A\.)?|\bUSA?\b|"
    r"\bEstados Unidos\b|\bEE\.? ?UU\b\.?|\bEUA\b|[ÉE]tats[- ]Unis)"
)
_US_ADJECTIVE = (
    r"(?:\bU\.S\.|\bUS\b|(?i:\bAmerican\b|\bestadounidenses?\b|\baméricaine?s?\b))"
)
_MOVES = (
    r"(?i:\b(?:export\w*|re-?export\w*|ship(?:s|ped|ping|ments?)?|import\w*|"
    r"sells?|sold|suppl(?:y|ies|ied)|sent|delivered|destined|bound|"
    r"env[ií]\w+|embarc\w+|vend\w+|destinad\w+|"
    r"expédi\w+|livr\w+|destiné\w*)\b)"
)
_BUYERS = (
    r"(?i:importers?|buyers?|brands?|retailers?|customers?|distributors?|market|"
    r"supermarkets?|consumers?|importador\w*|compradore?s?|marcas?|minoristas?|"
    r"clientes?|mercado|importateurs?|acheteurs?|marques?|détaillants?|clients?|marché)"
)
_PORTS = (
    "Los Angeles|Los Ángeles|Long Beach|New York|Newark|Savannah|Houston|Oakland|"
    "Seattle|Tacoma|Charleston|Norfolk|Miami|Baltimore|Philadelphia|Jacksonville|"
    "New Orleans|Port Everglades|Boston|San Diego|Laredo|Nogales|Honolulu|San Juan|"
    "Nueva York|Filadelfia|Nueva Orleans|La Nouvelle-Orléans"
)
# Large sellers in the United States; naming one is a hint, no more.
_SELLERS = (
    r"Walmart|Costco|Home Depot|Lowe's|Kroger|Macy's|Kohl's|Best Buy|JCPenney|"
    r"Amazon\.com|Nike|Levi Strauss|Ralph Lauren|Calvin Klein|Tommy Hilfiger|Starbucks|"
    r"Whole Foods|Sysco|Hershey|General Mills|PepsiCo|Goodyear|Dollar General|Wayfair"
)


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern, and words of which a text must hold one before it is tried."""

    value: str
    confidence: float
    pattern: re.Pattern[str]
    hints: tuple[str, ...] = ()


_RULES = (
    _Rule(
        "bill_of_lading",
        0.9,
        re.compile(
            r"(?i:\bbills? of lading\b|\bconocimientos? de embarque\b|"
            r"\bconnaissements?\b|\bB/L (?:no|number|nos)\b)"
        ),
        ("lading", "embarque", "connaissement", "b/l"),
    ),
    _Rule(
        "port",
        0.85,
        re.compile(rf"(?i:\b(?:ports?|puertos?) (?:of|de) )(?:{_PORTS})\b"),
        ("port of", "ports of", "port de", "ports de", "puerto de", "puertos de"),
    ),
    _Rule(
        "exported",
        0.8,
        re.compile(rf"{_US} {{0,3}}(?i:imports?\b|importa\b|importe\b)"),
        ("import",),
    ),
    _Rule("buyer", 0.8, re.compile(rf"{_US_ADJECTIVE} (?:\w{{1,20}} )?{_BUYERS}\b")),
    _Rule(
        "buyer",
        0.8,
        re.compile(
            rf"(?i:\b(?:{_BUYERS})) (?:\w{{1,20}} )?"
            r"(?i:estadounidenses?|américaine?s?|norteamerican[oa]s?)\b"
        ),
        ("estadounid", "américain", "norteamerican"),
    ),
    _Rule(
        "trade_data",
        0.75,
        re.compile(
            r"(?i:\bimporter of record\b|"
            r"\bU\.?S\.? (?:import|customs) (?:records|data)\b|"
            r"\bregistros? de importaci[oó]n\b|"
            r"\bdonn[ée]es douani[èe]res am[ée]ricaines\b)"
        ),
        ("importer of record", " records", " data", "importaci", "douani"),
    ),
    _Rule(
        "port",
        0.8,
        re.compile(r"\bU\.?S\.? (?i:ports?\b(?: of entry\b)?)"),
        ("us port", "u.s. port"),
    ),
    _Rule(
        "customs_order",
        0.6,
        re.compile(
            r"(?i:\bwithhold release orders?\b|\border de retenci[oó]n\b)|\bWROs?\b"
        ),
        ("withhold", "retenci", "wro"),
    ),
    _Rule("seller", 0.5, re.compile(rf"\b(?:{_SELLERS})(?!\w)")),
)
_COUNTRY = re.compile(_US)
_MOVE = re.compile(_MOVES)
_CLAUSE_END = re.compile(r"[.;!?\n]")
# "exports of frozen shrimp and squid through Singapore to the United States"
_MOVE_CHARS = 90
# A text that names the country more often than this is looked at up to here: the
# findings are capped far below.
_COUNTRY_MENTIONS_MAX = 2_000
_NEGATION = re.compile(
    r"(?i:\b(?:not|never|no longer|nor|cannot|n't|nunca|jamais|aucun\w*|ninguna?)\b|"
    r"\bno (?:se |es |son |est)|\bne sont pas\b|\bn'est pas\b|n't )"
)
_NEGATION_CHARS = 40  # a negation further back speaks of something else
# A reviewer reads a handful; a pasted customs ledger would give thousands.
FINDINGS_PER_RULE_MAX = 20


def find_import_links(reading: Reading) -> tuple[Finding, ...]:
    """Findings of kind `import_link`, in order of place; values name the rule.

    Values: bill_of_lading, port, exported, buyer, trade_data,
    customs_order (it bars imports, so there were some), seller.
    """
    found = reading.once_for_all(_in_order)
    kept: list[Finding] = []
    end = 0
    for value, confidence, start, stop in found:
        if start < end:
            continue
        end = stop
        kept.append(
            reading.finding(
                "import_link",
                value,
                (start, stop),
                found_by=f"rule:import_link_{value}",
                version=_RULES_VERSION,
                confidence=confidence,
            )
        )
    return tuple(kept)


def _in_order(reading: Reading) -> tuple[tuple[str, float, int, int], ...]:
    return tuple(sorted(_spans(reading), key=lambda item: (item[2], -item[3])))


def _spans(reading: Reading) -> Iterator[tuple[str, float, int, int]]:
    yield from islice(_moves(reading.text), FINDINGS_PER_RULE_MAX)
    lower = reading.text.lower()
    for rule in _RULES:
        if not rule.hints or any(hint in lower for hint in rule.hints):
            yield from islice(_matches(rule, reading.text), FINDINGS_PER_RULE_MAX)


def _matches(rule: _Rule, text: str) -> Iterator[tuple[str, float, int, int]]:
    for match in rule.pattern.finditer(text):
        if not _negated(text, match.start(), match.end()):
            yield rule.value, rule.confidence, match.start(), match.end()


def _moves(text: str) -> Iterator[tuple[str, float, int, int]]:
    """Where goods are said to go to the country: the last verb before its name."""
    for country in islice(_COUNTRY.finditer(text), _COUNTRY_MENTIONS_MAX):
        floor = max(0, country.start() - _MOVE_CHARS)
        for stop in _CLAUSE_END.finditer(text, floor, country.start()):
            floor = stop.end()
        verbs = list(_MOVE.finditer(text, floor, country.start()))
        if verbs and not _negated(text, verbs[-1].start(), country.end()):
            yield "exported", 0.85, verbs[-1].start(), country.end()


def _negated(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - _NEGATION_CHARS) : start]
    clause = _CLAUSE_END.split(before)[-1]
    return bool(_NEGATION.search(clause) or _NEGATION.search(text[start:end]))
