"""Whether the goods of a case are the goods that a list names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from schemas.enrichment import Product
from tocsin.names.normal import latin, singular
from tocsin.names.words import word_set

ALL_GOODS = "*"

_GARMENTS = (
    "garment apparel clothing clothes shirt t-shirt tshirt jeans denim trousers pants "
    "uniform dress jacket hoodie sweater sweatshirt knitwear sportswear underwear sock "
    "scarf polo blouse skirt coat workwear fashion"
)
_FISH = (
    "fish seafood tuna squid shrimp prawn salmon pollock cod swordfish mackerel crab "
    "lobster shellfish anchovy sardine tilapia toothfish fishmeal"
)
NARROWER: dict[str, frozenset[str]] = {
    "garment": word_set(_GARMENTS),
    "apparel": word_set(_GARMENTS),
    "seafood": word_set(_FISH),
    "fish": word_set(_FISH) - {"lobster", "crab", "shellfish"},
    "textile": word_set("textile fabric cloth yarn thread towel bedding"),
    "carpet": frozenset(("carpet", "rug")),
    "cattle": frozenset(("cattle", "bovine", "cow", "beef")),
    "bovine": frozenset(("cattle", "bovine", "cow", "beef")),
    "footwear": word_set("footwear shoe boot sandal sneaker"),
    "sugarcane": frozenset(("sugarcane", "sugar")),
    "palm fruit": frozenset(("palm",)),
    "timber": word_set("timber wood lumber log plywood"),
    "cobalt": frozenset(("cobalt",)),
    "polysilicon": frozenset(("polysilicon",)),
    "electronic": word_set("electronic laptop smartphone tv"),
    "thread": frozenset(("thread", "yarn")),
    "tire": frozenset(("tire", "tyre")),
    "cocoa": frozenset(("cocoa", "cacao")),
    "crude palm oil": frozenset(("palm oil",)),
    "refined palm oil": frozenset(("palm oil",)),
    "solar module": frozenset(("solar panel", "photovoltaic panel", "pv module")),
    "solar cell": frozenset(("solar panel", "photovoltaic cell")),
    "photovoltaic wafer": frozenset(("wafer",)),
    "photovoltaic ingot": frozenset(("ingot",)),
    "bidi": frozenset(("bidi", "beedi")),
    "gem": frozenset(("gem", "gemstone")),
    "soccer ball": frozenset(("football",)),
    "firework": frozenset(("firework", "firecracker")),
    "wig": frozenset(("wig", "hair extension")),
}
"""Words that name the same goods or a kind of them, singular."""

DOWNSTREAM: dict[str, frozenset[str]] = {
    "cotton": NARROWER["garment"] | NARROWER["textile"] | {"linen", "home textile"},
    "tomato": word_set("ketchup passata salsa"),
    "tobacco": frozenset(("cigarette", "cigar", "bidi")),
    "silicon": word_set("solar photovoltaic pv wafer ingot silicone module"),
    "silica": word_set("solar photovoltaic pv wafer ingot silicone"),
    "palm oil": word_set("oleochemical biodiesel margarine soap glycerin"),
    "sugar": frozenset(("molasses", "candy", "confectionery", "rum")),
    "cocoa": frozenset(("chocolate",)),
}
"""Goods that are commonly made of the listed ones (our reading, not the lists')."""

_DOWNSTREAM_HS = {"cotton": ("58", "60", "61", "62", "63"), "tomato": ("2002",)}
_HEADING = 4  # digits of an HS heading; a chapter has two
_OTHER_NAMES = ("cassiterite", "coltan", "heterogenite", "wolframite", "agarbatti")
"""Words in brackets on the DOL list that are names; the others qualify."""
_BRACKETS = re.compile(r"\([^)]*\)")
_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

EXACT, KIND, CODE, CHAPTER, MADE_OF = 1.0, 0.9, 0.8, 0.6, 0.6
"""How well goods match: named, a kind of them, by HS code, by HS chapter, made of."""


@dataclass(frozen=True, slots=True)
class GoodsMatch:
    """Goods of the case that a list names: its words and how well, 0 to 1."""

    words: str
    score: float


def find_goods(
    products: Iterable[Product],
    terms: tuple[str, ...],
    hs: tuple[str, ...],
    *,
    downstream: bool,
) -> GoodsMatch | None:
    """The product that matches best, or None. `*` among the terms matches any."""
    best: GoodsMatch | None = None
    for product in products:
        names = product.normal, product.text
        score = _score(names, product.hs, _Listed(terms, hs, downstream))
        if score and (best is None or score > best.score):
            best = GoodsMatch(product.text, score)
    return best


class _Listed(NamedTuple):
    """The goods of a row: terms, HS codes, and whether what is made of them counts."""

    terms: tuple[str, ...]
    hs: tuple[str, ...]
    downstream: bool


@lru_cache(maxsize=50_000)  # some hundred rows, and the goods that most cases name
def _score(names: tuple[str, str], code: str | None, listed: _Listed) -> float:
    """How well goods with two names and an HS code match those of a row."""
    if ALL_GOODS in listed.terms:
        return KIND
    words = _words(names[0]) | _words(names[1])
    wanted = _wanted(listed.terms)
    if _holds_one(words, wanted.exact):
        return EXACT
    if _holds_one(words, wanted.kinds):
        return KIND
    score = _code_score(code, listed.hs)
    if listed.downstream and (
        _holds_one(words, wanted.made_of) or (code or "").startswith(wanted.made_of_hs)
    ):
        return max(MADE_OF, score)
    return score


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The terms of a row as sets of words; goods have to hold one of them whole."""

    exact: tuple[frozenset[str], ...]
    kinds: tuple[frozenset[str], ...]
    made_of: tuple[frozenset[str], ...]
    made_of_hs: tuple[str, ...]


@lru_cache(maxsize=2_000)  # several times the rows of the lists
def _wanted(terms: tuple[str, ...]) -> _Wanted:
    return _Wanted(
        exact=tuple(map(_words, terms)),
        kinds=tuple(_words(w) for term in terms for w in NARROWER.get(term, ())),
        made_of=tuple(_words(w) for term in terms for w in DOWNSTREAM.get(term, ())),
        made_of_hs=tuple(c for term in terms for c in _DOWNSTREAM_HS.get(term, ())),
    )


def _holds_one(words: frozenset[str], wanted: tuple[frozenset[str], ...]) -> bool:
    return any(one <= words for one in wanted)


def _code_score(code: str | None, hs: tuple[str, ...]) -> float:
    if not code:
        return 0.0
    digits = code.replace(".", "")
    for listed in hs:
        if len(listed) == _HEADING and digits.startswith(listed):
            return CODE
        # A chapter is as wide as "fish": it supports a match, weakly.
        if len(listed) < _HEADING and digits.startswith(listed):
            return CHAPTER
    return 0.0


@lru_cache(maxsize=2_000)  # several times the goods of the DOL list
def good_terms(good: str) -> tuple[str, ...]:
    """The terms of a good as the DOL list writes it.

    >>> good_terms("Tin ore (cassiterite)")
    ('cassiterite', 'tin')
    """
    plain = latin(good)
    kinds = [kind for kind in _OTHER_NAMES if f"({kind})" in plain]
    names = _BRACKETS.sub("", plain).split("/")
    terms = {" ".join(map(singular, name.split())) for name in (*kinds, *names)}
    return tuple(sorted(term.removesuffix(" ore") for term in terms if term))


@lru_cache(maxsize=20_000)  # goods terms repeat: some thousand words serve all cases
def _words(text: str) -> frozenset[str]:
    found = _WORD.findall(latin(text))
    parts = [part for word in found for part in (word, *word.split("-"))]
    return frozenset(singular(word) for word in parts)
