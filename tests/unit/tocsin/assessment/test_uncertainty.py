from typing import Any

import pytest

from schemas.case import Case
from schemas.enrichment import AmbiguousCountry
from tests.builders import enrichment
from tests.desk_world import FINDINGS, case_document
from tocsin.assessment.judged import judged
from tocsin.assessment.uncertainty import uncertainty

WORD = AmbiguousCountry(
    text="Georgia", candidates=("GE", "US"), reason="also a state", findings=("f-g",)
)


def of(case: Case) -> int:
    made = case.enrichment
    assert made is not None
    return uncertainty(case, judged(case, made), made.ambiguous_countries)


def case(judgements: dict[str, str] | None = None, **found: Any) -> Case:
    nothing = {"organizations": (), "countries": (), "products": (), "indicators": ()}
    made = enrichment(findings=FINDINGS, **{**nothing, **found})
    return case_document(found=made, judgements=judgements or {}).case


def sign(confidence: float, finding: str = "f-indicator") -> dict[str, object]:
    return {
        "id": "deception",
        "quote": "",
        "confidence": confidence,
        "findings": (finding,),
    }


def test_it_is_what_is_missing_to_be_sure_on_average() -> None:
    assert of(case(indicators=(sign(0.9), sign(0.5)))) == 30


def test_where_nothing_was_found_nothing_is_uncertain() -> None:
    assert of(case()) == 0


def test_what_is_only_mentioned_does_not_count() -> None:
    mentioned = {
        "text": "Veltrano",
        "normal": "veltrano",
        "role": "manufacturer",
        "alleged": False,
        "confidence": 0.1,
        "findings": ("f-organization",),
    }
    assert of(case(organizations=(mentioned,), indicators=(sign(0.8),))) == 20


@pytest.mark.parametrize(("said", "left"), [("accepted", 0), ("rejected", 0)])
def test_what_a_reviewer_judged_is_sure(said: str, left: int) -> None:
    assert of(case({"f-indicator": said}, indicators=(sign(0.4),))) == left


def test_a_word_that_may_be_one_of_two_countries_is_a_guess() -> None:
    assert of(case(ambiguous_countries=(WORD,))) == 50
    assert of(case({"f-g": "rejected"}, ambiguous_countries=(WORD,))) == 0
