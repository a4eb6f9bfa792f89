"""Our table of goods (goods.csv): names in four languages, HS heading, CBP industry.

Columns: `name` (normal: English, singular, lower case), `hs` (HS 2022 chapter or
heading), `industry` (key of `INDUSTRIES`), `use` and further names in `en`, `es`, `fr`
and `zh`, divided by bars. `use` is `plain` (merchandise wherever it is named), `cue`
(merchandise only where the sentence speaks of making or trading), `worn` (merchandise
unless the sentence speaks of protection), `wide` (a word for many goods: merchandise
unless the case names others of the same industry) or `never` (matched so that a shorter
name inside it is not).
"""

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from services.enrich.steps.words import cut, fold, lower

VERSION = "3"
LANGUAGES = ("en", "es", "fr", "zh")

INDUSTRIES = {
    "agriculture": "Agriculture and Prepared Products",
    "apparel": "Apparel, Footwear and Textiles",
    "automotive": "Automotive and Aerospace",
    "metals": "Base Metals",
    "consumer": "Consumer Products and Mass Merchandising",
    "electronics": "Electronics",
    "industrial": "Industrial and Manufacturing Materials",
    "machinery": "Machinery",
    "pharmaceuticals": "Pharmaceuticals, Health and Chemicals",
}
"""Industry values of CBP's list of orders and findings."""

# Without accents these are everyday words: `thé` is tea, `the` is not.
_ACCENTED = frozenset({"thé", "té", "maté", "pavé", "blé", "sésame", "bétail", "maïs"})
# English words that end like this are no plurals: glass, cactus, basis.
_NOT_PLURAL = ("ss", "us", "is")
_SHORT = 4


@dataclass(frozen=True, slots=True)
class Good:
    """A row of the table."""

    name: str
    hs: str | None
    industry: str | None
    use: str


@lru_cache(1)
def table() -> tuple[tuple[Good, dict[str, tuple[str, ...]]], ...]:
    """All goods, each with its names by language."""
    file = resources.files("services.enrich.steps") / "goods.csv"
    rows = []
    for row in csv.DictReader(file.read_text("utf-8").splitlines()):
        good = Good(
            row["name"],
            row["hs"] or None,
            INDUSTRIES[row["industry"]],
            row["use"],
        )
        names = {
            code: tuple(n for n in row[code].split("|") if n) for code in LANGUAGES
        }
        names["en"] = (good.name, *names["en"])
        rows.append((good, names))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class GoodsNames:
    """Names of goods of one language: stems of the words of a name -> the good."""

    names: dict[tuple[str, ...], Good]
    longest: dict[str, int]
    """First stem -> the most words of a name that starts with it."""


@lru_cache(len(LANGUAGES))
def names_in(language: str) -> GoodsNames:
    """The names of all goods in a language; English for a language without names."""
    code = language if language in LANGUAGES else "en"
    names: dict[tuple[str, ...], Good] = {}
    longest: dict[str, int] = {}
    for good, by_language in table():
        for name in by_language[code]:
            stems = tuple(stem(word, code) for word in cut(name).texts)
            names.setdefault(stems, good)
            longest[stems[0]] = max(longest.get(stems[0], 0), len(stems))
    return GoodsNames(names, longest)


# Distinct words of some hundred texts; the least used are forgotten first.
@lru_cache(16_384)
def stem(word: str, language: str) -> str:
    """A word without accents and plural ending, as names of goods are compared."""
    if lower(word) in _ACCENTED:
        return lower(word)
    low = fold(word)
    if len(low) < _SHORT:
        return low
    return _singular(low, language)


def _singular(low: str, language: str) -> str:
    """A rough singular; both the names and the texts go through it."""
    if language == "es":
        return low.removesuffix("s").removesuffix("e")
    if language == "fr":
        return low.removesuffix("s").removesuffix("x")
    if low.endswith(_NOT_PLURAL):
        return low
    if low.endswith("ies"):
        return low[:-3] + "y"
    if low.endswith(("ches", "shes", "sses", "xes", "toes", "goes")):
        return low[:-2]
    return low.removesuffix("s")
