"""Scores what enrichment found against what a careful reader found.

Figures are precision, recall and F1 over all texts together (micro averages).
"""

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from schemas.enrichment import Enrichment, Organization

NAME_OVERLAP_MIN = 0.6
"""Two names agree at this Jaccard index of their words: `Arden Mills Ltd` is
`Arden Mills`, but `Arden Mills` is not `Arden Foods`."""

QUOTE_OVERLAP_MIN = 0.5
"""Two quotes agree when half the words of the shorter stand in the other."""

# Articles and the letter that a possessive leaves say nothing about identity.
EMPTY_WORDS = frozenset({"the", "of", "la", "el", "le", "s"})


@dataclass(frozen=True)
class Answer:
    """What one text says, by a reader or by enrichment."""

    countries: frozenset[str] = frozenset()
    countries_alleged: frozenset[str] = frozenset()
    organizations: tuple[str, ...] = ()
    organizations_alleged: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    indicators: Mapping[str, str] = field(default_factory=dict)
    """Quote by indicator id."""
    is_allegation: bool = False


@dataclass(frozen=True)
class GoldText:
    """One labeled text."""

    id: str
    language: str
    text: str
    answer: Answer


@dataclass(frozen=True)
class Figures:
    """Precision, recall and F1, each from 0 to 1, and how many labels they rest on."""

    precision: float
    recall: float
    f1: float
    gold: int
    predicted: int


@dataclass
class _Tally:
    right: int = 0
    predicted: int = 0
    found: int = 0
    gold: int = 0

    def add(self, predicted: Collection[str], gold: Collection[str]) -> None:
        both = set(predicted) & set(gold)
        self.count(len(both), len(set(predicted)), len(both), len(set(gold)))

    def add_names(self, predicted: Iterable[str], gold: Iterable[str]) -> None:
        ours, theirs = set(predicted), set(gold)
        right = sum(any(same_name(one, other) for other in theirs) for one in ours)
        found = sum(any(same_name(one, other) for one in ours) for other in theirs)
        self.count(right, len(ours), found, len(theirs))

    def count(self, right: int, predicted: int, found: int, gold: int) -> None:
        self.right += right
        self.predicted += predicted
        self.found += found
        self.gold += gold

    def figures(self) -> Figures:
        precision = self.right / self.predicted if self.predicted else 0.0
        recall = self.found / self.gold if self.gold else 0.0
        total = precision + recall
        f1 = 2 * precision * recall / total if total else 0.0
        return Figures(precision, recall, f1, self.gold, self.predicted)


def _words(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return frozenset(re.findall(r"\w+", plain.casefold())) - EMPTY_WORDS


def same_name(one: str, other: str) -> bool:
    """Whether two names agree, case, accents, punctuation and articles aside."""
    ours, theirs = _words(one), _words(other)
    if not ours or not theirs:
        return False
    return len(ours & theirs) / len(ours | theirs) >= NAME_OVERLAP_MIN


def same_quote(one: str, other: str) -> bool:
    """Whether two quotes of the same indicator point at the same words."""
    ours, theirs = _words(one), _words(other)
    if not ours or not theirs:
        return False
    return len(ours & theirs) / min(len(ours), len(theirs)) >= QUOTE_OVERLAP_MIN


def load_gold(path: Path) -> list[GoldText]:
    """Read labeled texts, one JSON object a line."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [
        GoldText(row["id"], row["language"], row["text"], _answer_of_gold(row))
        for row in rows
    ]


def _answer_of_gold(row: Mapping[str, Any]) -> Answer:
    organizations = row["organizations"]
    return Answer(
        countries=frozenset(row["countries_mentioned"]),
        countries_alleged=frozenset(row["countries_alleged"]),
        organizations=tuple(item["name"] for item in organizations),
        organizations_alleged=tuple(
            item["name"] for item in organizations if item["alleged"]
        ),
        products=tuple(row["products"]),
        indicators={i["indicator"]: i["quote"] for i in row["ilo_indicators"]},
        is_allegation=row["is_allegation"],
    )


def answer_of(enrichment: Enrichment) -> Answer:
    """What an enrichment answers to the questions of the gold texts."""
    return Answer(
        countries=frozenset(country.code for country in enrichment.countries),
        countries_alleged=frozenset(
            country.code for country in enrichment.countries if country.alleged
        ),
        organizations=_names(enrichment.organizations),
        organizations_alleged=_names(o for o in enrichment.organizations if o.alleged),
        products=tuple(product.text for product in enrichment.products),
        indicators={item.id: item.quote for item in enrichment.indicators},
        is_allegation=enrichment.alleges_forced_labor,
    )


def _names(organizations: Iterable[Organization]) -> tuple[str, ...]:
    """Every spelling that stands in the text: the labels have each of them too."""
    return tuple(name for one in organizations for name in (one.text, *one.variants))


def score(
    gold: Iterable[GoldText], predicted: Mapping[str, Answer]
) -> dict[str, Figures]:
    """Figures by question, over all gold texts.

    Args:
        gold: The labeled texts; pass those of one language for its figures.
        predicted: Answers by text id. A text without one counts as found empty.

    Where is alleged, and who, is asked of allegations only. Quotes are compared for
    the indicators that both sides name, so that a wrong label is not counted twice.
    """
    tallies = {
        name: _Tally()
        for name in (
            "countries",
            "countries_alleged",
            "organizations",
            "organizations_alleged",
            "products",
            "indicators",
            "indicator_quotes",
            "alleges_forced_labor",
        )
    }
    for text in gold:
        _compare(tallies, predicted.get(text.id, Answer()), text.answer)
    return {name: tally.figures() for name, tally in tallies.items()}


def _compare(tallies: Mapping[str, _Tally], ours: Answer, theirs: Answer) -> None:
    tallies["countries"].add(ours.countries, theirs.countries)
    tallies["organizations"].add_names(ours.organizations, theirs.organizations)
    tallies["products"].add_names(ours.products, theirs.products)
    tallies["indicators"].add(ours.indicators.keys(), theirs.indicators.keys())
    common = ours.indicators.keys() & theirs.indicators.keys()
    hits = sum(same_quote(ours.indicators[i], theirs.indicators[i]) for i in common)
    tallies["indicator_quotes"].count(hits, len(common), hits, len(common))
    tallies["alleges_forced_labor"].add(
        ["yes"] * ours.is_allegation, ["yes"] * theirs.is_allegation
    )
    if theirs.is_allegation:
        tallies["countries_alleged"].add(
            ours.countries_alleged, theirs.countries_alleged
        )
        tallies["organizations_alleged"].add_names(
            ours.organizations_alleged, theirs.organizations_alleged
        )
