"""The accuracy card: what enrichment reaches on the labeled texts, as a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from schemas.enrichment import NARRATIVE
from schemas.submission import Allegation
from services.enrich.analyst import Analyst
from services.enrich.job import Job, JobText
from tests.accuracy.score import (
    Answer,
    Figures,
    GoldText,
    answer_of,
    load_gold,
    score,
)
from tocsin.settings import Settings

HERE = Path(__file__).parent
CARD = HERE.parents[1] / "docs/reference/accuracy.md"
TEXTS = HERE / "texts.jsonl"
COMMAND = "make accuracy"
LANGUAGES = {"en": "English", "es": "Spanish", "fr": "French"}
QUESTIONS = {
    "countries": "Countries that the text names",
    "countries_alleged": "Countries where the forced labor is said to be",
    "organizations": "Organizations, in every spelling",
    "organizations_alleged": "Organizations that are accused",
    "products": "Goods",
    "indicators": "ILO indicators",
    "indicator_quotes": "Quotes of the indicators that both name",
    "alleges_forced_labor": "Whether forced labor is alleged at all",
}
# Orders are looked up on a day; the card must not change with the calendar.
_DAY = date(2026, 6, 30)


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures by question: of all texts, and of the texts of each language."""

    gold: tuple[GoldText, ...]
    overall: dict[str, Figures]
    by_language: dict[str, dict[str, Figures]]


def measure() -> Measured:
    """Run the whole enrichment over the labeled texts, as the service does."""
    gold = tuple(load_gold(TEXTS))
    answers = answers_to(gold)
    return Measured(
        gold,
        score(gold, answers),
        {
            language: score([t for t in gold if t.language == language], answers)
            for language in LANGUAGES
        },
    )


def answers_to(gold: Sequence[GoldText]) -> dict[str, Answer]:
    """What enrichment answers, by text id; it is not told the language."""
    analyst = Analyst(_models(), "card")
    jobs = [
        Job(Allegation(narrative=one.text), (JobText(NARRATIVE, one.text),), _DAY)
        for one in gold
    ]
    return {
        one.id: answer_of(made)
        for one, made in zip(gold, analyst.analyze(jobs), strict=True)
    }


def _models() -> dict[str, str]:
    found: dict[str, str] = Settings.model_fields["models"].get_default(
        call_default_factory=True
    )
    return found


def card(measured: Measured) -> str:
    """The page."""
    parts = (_introduction(measured.gold), _figures(measured), _languages(measured))
    return "\n\n".join([*parts, _READING, _CAUTIONS]) + "\n"


def _introduction(gold: Sequence[GoldText]) -> str:
    counts = [
        f"{sum(one.language == code for one in gold)} {name}"
        for code, name in LANGUAGES.items()
    ]
    negatives = sum(not one.answer.is_allegation for one in gold)
    return f"""# Accuracy

What the whole enrichment finds in {len(gold)} texts of our own:
{", ".join(counts)}; {negatives} of them allege nothing: laws, strikes,
tariffs, counterfeits, statements of companies. `{COMMAND}` writes this page;
`tests/accuracy/test_floors.py` fails when a figure falls below its floor or the page is
not what the code makes."""


def _figures(measured: Measured) -> str:
    head = "| Question | Precision | Recall | F1 | Labeled | Found |"
    rule = "| --- | --- | --- | --- | --- | --- |"
    rows = (
        f"| {QUESTIONS[name]} | {one.precision:.2f} | {one.recall:.2f} | {one.f1:.2f} |"
        f" {one.gold} | {one.predicted} |"
        for name, one in measured.overall.items()
    )
    return "\n".join(["## All texts", "", head, rule, *rows])


def _languages(measured: Measured) -> str:
    head = f"| F1 (labeled) | {' | '.join(LANGUAGES.values())} |"
    rule = f"| --- |{' --- |' * len(LANGUAGES)}"
    return "\n".join(["## By language", "", head, rule, *_language_rows(measured)])


def _language_rows(measured: Measured) -> Iterator[str]:
    for name, question in QUESTIONS.items():
        figures = [measured.by_language[code][name] for code in LANGUAGES]
        cells = " | ".join(f"{one.f1:.2f} ({one.gold})" for one in figures)
        yield f"| {question} | {cells} |"


_READING = """## How to read it

- *Precision* is the share of what Tocsin says that is right, *recall* the share of what
  is there that it says, *F1* their harmonic mean; over all texts together.
- Where is alleged, and who, is asked of allegations only.
- Names agree when six tenths of their words do, case, accents and articles aside;
  quotes when half the words of the shorter one do. Goods agree like names.
- A quote is compared where both name the indicator, so that a wrong indicator is not
  counted twice.
- The texts are read as one narrative each, without a form and without a hint at their
  language."""

_CAUTIONS = """## What it does not say

- We wrote the texts and labeled them while writing. There is no second reader to
  measure agreement with, and we know what we wrote the rules for: expect less on texts
  of strangers.
- The texts are short and well written. Scans, transcripts, chat messages and other
  languages are not among them.
- With some dozens of labels a question, a single one moves a figure by a point or two;
  by language by three or more. Differences of that size mean nothing.
- It says nothing about whether an allegation is true. See
  [An allegation is not a verdict](../explanation/an-allegation-is-not-a-verdict.md)."""
