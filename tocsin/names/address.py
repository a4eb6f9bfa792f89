"""How far two addresses agree: their words, and their numbers apart."""

import re
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from tocsin.names.normal import latin
from tocsin.names.overlap import compare
from tocsin.names.words import word_set

_FORM_WORDS = word_set(
    """
    no street st str road rd sok sokak cad caddesi mah mahallesi lot plot block via rua
    calle km sec village district city province county town industrial park zone floor
    room building the of and y de la el san bulvari bulevar ulica ulitsa nr sector area
    estate organize sanayi bolgesi osb zona industriale free export processing
    international
    """
)
_FORM_WEIGHT = 0.35
"""Every address has such words; sharing them says little."""

# Longer numbers are postal codes, which many factories share.
_HOUSE_DIGITS_MAX = 4
_NUMBERS_UNKNOWN = 0.5
_LETTERS = re.compile(r"[a-z]+")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class AddressMatch:
    """How far two addresses agree, each side 0 to 1.

    Attributes:
        likeness: of all their words, however they are run together.
        cover: share of the shorter one's words that the longer one has.
        numbers: share of house numbers that both have; 0.5 where one has none.
    """

    likeness: float
    cover: float
    numbers: float


def _weight(word: str) -> float:
    return _FORM_WEIGHT if word in _FORM_WORDS else 1.0


def compare_addresses(a: str, b: str) -> AddressMatch:
    """Compare two addresses as they were written; both hold something."""
    ours, theirs = _LETTERS.findall(latin(a)), _LETTERS.findall(latin(b))
    found = compare(tuple(ours), tuple(theirs), _weight)
    letters = Indel.normalized_similarity("".join(ours), "".join(theirs))
    shorter = min(sum(map(_weight, ours)), sum(map(_weight, theirs)))
    cover = sum(map(_weight, found.shared)) / shorter if shorter else 0.0
    return AddressMatch(
        likeness=max(found.score, letters),
        cover=min(1.0, cover),
        numbers=_numbers(_house_numbers(a), _house_numbers(b)),
    )


def _house_numbers(address: str) -> frozenset[str]:
    numbers = (number.lstrip("0") for number in _DIGITS.findall(address))
    return frozenset(number for number in numbers if len(number) <= _HOUSE_DIGITS_MAX)


def _numbers(a: frozenset[str], b: frozenset[str]) -> float:
    if not a or not b:
        return _NUMBERS_UNKNOWN
    return len(a & b) / min(len(a), len(b))
