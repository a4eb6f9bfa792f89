"""Whether two records of name, address and country are one organization at one place.

The weights are fitted by benchmarks/fit_names.py on 112 labelled pairs of facilities of
Open Supply Hub, whose report says how well they do on pairs they were not fitted on.
"""

import math
import re
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from tocsin.names.address import compare_addresses
from tocsin.names.normal import name_tokens, words
from tocsin.names.overlap import class_weight, compare

THRESHOLD = 0.5
"""Records from this similarity on are taken as one."""

INTERCEPT = -8.324
WEIGHTS = (1.731, 2.166, 3.949, -2.058, 2.489, 2.156)
"""In the order of `features`."""

# Without an address the name decides, and these lower it: another country nearly rules
# a name out, another unit (Factory 2) is another place of the same company.
_OTHER_COUNTRY = 0.4
_OTHER_UNIT = 0.7

_ROMAN = {"ii": "2", "iii": "3", "iv": "4"}
_DIGITS = re.compile(r"\d+")
_FORMS_RUN_TOGETHER = re.compile(
    r"(?:pvt|private|co|company|ltd|limited|corp|inc|llc|srl|sa|sarl|spa|as|doo|gmbh|"
    r"sti|plc|decv)+$"
)
_SPACED_WORDS_MIN = 4
_SPACED_CHARS = 2


@dataclass(frozen=True, slots=True)
class Party:
    """A record of an organization; `country` is ISO 3166 alpha-2."""

    name: str
    address: str | None = None
    country: str | None = None


def similarity(a: Party, b: Party) -> float:
    """How likely two records are one organization at one place; 0 to 1, symmetric."""
    a, b = sorted((a, b), key=lambda record: (record.name, record.address or ""))
    if a.address and b.address:
        logit = INTERCEPT + math.fsum(
            weight * side for weight, side in zip(WEIGHTS, features(a, b), strict=True)
        )
        return 1.0 / (1.0 + math.exp(-logit))
    name, _ = name_likeness(a.name, b.name)
    name *= _OTHER_UNIT if _units(a.name) != _units(b.name) else 1.0
    return name * (1.0 if _same_country(a, b) else _OTHER_COUNTRY)


def features(a: Party, b: Party) -> tuple[float, ...]:
    """What the weights weigh, each 0 to 1; both records have an address.

    Likeness of the names; share of the shorter name that the longer has; likeness of
    names and addresses together; numbers in the names that differ (Unit 7, Factory 2);
    words and house numbers of the addresses together; the same country.
    """
    name, cover = name_likeness(a.name, b.name)
    place = compare_addresses(a.address or "", b.address or "")
    return (
        name,
        cover,
        name * place.likeness,
        float(_units(a.name) != _units(b.name)),
        place.cover * place.numbers,
        float(_same_country(a, b)),
    )


def name_likeness(a: str, b: str) -> tuple[float, float]:
    """Likeness of two names, and the share of the shorter one that the longer has."""
    if _is_spaced(words(a)) or _is_spaced(words(b)):
        # A scanner read "m e r c u r y": only the run of letters can be compared.
        letters = Indel.normalized_similarity(_letters(a), _letters(b))
        return letters, letters
    ours, theirs = name_tokens(a), name_tokens(b)
    found = compare(ours, theirs, class_weight)
    letters = Indel.normalized_similarity("".join(ours), "".join(theirs))
    shorter = min(sum(map(class_weight, ours)), sum(map(class_weight, theirs)))
    cover = sum(map(class_weight, found.shared)) / shorter if shorter else 0.0
    return max(found.score, letters), min(1.0, cover)


def _is_spaced(found: list[str]) -> bool:
    short = sum(len(word) <= _SPACED_CHARS for word in found)
    return len(found) >= _SPACED_WORDS_MIN and 2 * short >= len(found)


def _letters(name: str) -> str:
    return _FORMS_RUN_TOGETHER.sub("", "".join(words(name)))


def _units(name: str) -> frozenset[str]:
    """The numbers of a name, Roman ones too; none where letters stand apart."""
    found = words(name)
    if _is_spaced(found):
        return frozenset()
    text = " ".join(_ROMAN.get(word, word) for word in found)
    return frozenset(number.lstrip("0") for number in _DIGITS.findall(text))


def _same_country(a: Party, b: Party) -> bool:
    return a.country is None or b.country is None or a.country == b.country
