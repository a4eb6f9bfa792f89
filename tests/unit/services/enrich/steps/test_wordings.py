"""Single sentences with the labels that they show, and everyday ones that show none.

Each line of data_wordings/*.txt: the labels by their initials, a bar, a sentence. The
sentences were written for this project; see `LABELS` for the initials.
"""

from functools import lru_cache
from pathlib import Path

import pytest

from services.enrich.steps.indicators import find_indicators
from tests.unit.services.enrich.steps.goods_indicator_cases import case_of, claim_of

LABELS = {
    "AC": "abusive_working_and_living_conditions",
    "AV": "abuse_of_vulnerability",
    "CH": "child_labor",
    "DB": "debt_bondage",
    "DE": "deception",
    "EO": "excessive_overtime",
    "IS": "isolation",
    "IT": "intimidation_and_threats",
    "PV": "physical_and_sexual_violence",
    "RD": "retention_of_identity_documents",
    "RM": "restriction_of_movement",
    "ST": "state_imposed_labor",
    "WW": "withholding_of_wages",
}
FOLDER = Path(__file__).parent / "data_wordings"
LANGUAGES = ("en", "es", "fr")


@lru_cache
def sentences(language: str) -> list[tuple[set[str], set[str], bool]]:
    """Labels wanted and found of each sentence, and whether it alleges."""
    rows = []
    for line in (FOLDER / f"{language}.txt").read_text("utf-8").splitlines():
        initials, _, sentence = line.partition("|")
        wanted = {LABELS[i] for i in initials.split() if i != "-"}
        case = case_of(sentence.strip(), language)
        found = find_indicators(case)
        labels: set[str] = {i.id for i in found.indicators}
        labels |= {tag.id for tag in found.tags}
        rows.append((wanted, labels, claim_of(case)[0]))
    return rows


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_wordings_of_each_label_are_read(language: str) -> None:
    rows = sentences(language)
    right = sum(len(wanted & found) for wanted, found, _ in rows)

    assert right / sum(len(wanted) for wanted, _, _ in rows) >= 0.85


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_labels_that_are_found_are_meant(language: str) -> None:
    rows = sentences(language)
    right = sum(len(wanted & found) for wanted, found, _ in rows)

    assert right / sum(len(found) for _, found, _ in rows) >= 0.77


@pytest.mark.parametrize("language", LANGUAGES)
def test_few_everyday_sentences_look_like_an_allegation(language: str) -> None:
    everyday = [alleged for wanted, _, alleged in sentences(language) if not wanted]

    assert sum(everyday) / len(everyday) <= 0.2
