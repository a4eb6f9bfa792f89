"""What a reviewer has rejected counts nowhere any more, and the rest as before."""

from datetime import date
from typing import Any

from schemas.case import Case
from schemas.enrichment import Indicator, ScreeningHit
from schemas.events import FindingJudged
from schemas.topics import ENRICHED, RECEIVED, REVIEWED
from services.index.documents import document
from tests.builders import enriched, finding, received, reviewed
from tests.unit.services.enrich.steps.case_parts import organization, product
from tocsin.assessment import Found, assess_completeness, prioritize
from tocsin.assessment.judged import reassessed
from tocsin.casework.fold import Placed, fold
from tocsin.ids import finding_id

RECEIVED_ON = date(2026, 3, 14)


def hit(entry: str, *matched: str) -> ScreeningHit:
    return ScreeningHit(
        list="cbp_wro",
        edition="2026-06-23",
        entry=entry,
        title="Withhold Release Order",
        status="active",
        as_of=RECEIVED_ON,
        matched_on=("goods", "producer"),
        matched=matched,
        score=1.0,
        source="https://www.cbp.gov/trade/forced-labor",
    )


def indicator(id: str, finding: str) -> Indicator:
    return Indicator.model_validate(
        {"id": id, "quote": "...", "confidence": 0.9, "findings": (finding,)}
    )


FOUND: dict[str, Any] = {
    "organizations": (organization("Orvane Mills"), organization("Brevik Foods")),
    "products": (product("cotton shirts"),),
    "indicators": (
        indicator("debt_bondage", "f-debt"),
        indicator("deception", "f-deception"),
    ),
    "screening": (
        hit("wro-orvane", "cotton shirts", "Orvane Mills"),
        hit("wro-brevik", "cotton shirts", "Brevik Foods"),
    ),
    "findings": tuple(
        finding(id=id)
        for id in ("f-Orvane Mills", "f-Brevik Foods", "f-debt", "f-deception")
    ),
}
"""Two makers, two indicators, a hit on each maker."""


def case_of(*rejected: str, codes: tuple[str, ...] = ("1",)) -> Case:
    """A case in which a reviewer rejected findings, then read by later versions."""
    placed = [Placed(received(), RECEIVED.name, 0, 0)]
    for offset, code in enumerate(codes):
        made = enriched(code=code, minutes=10 * offset + 1, **FOUND)
        placed.append(Placed(made, ENRICHED.name, 0, offset))
    if rejected:
        changes = [FindingJudged(finding_id=f, judgement="rejected") for f in rejected]
        placed.insert(2, Placed(reviewed(*changes), REVIEWED.name, 0, 0))
    case = fold(None, placed[0])
    for one in placed[1:]:
        case = fold(case, one)
    return case


def test_without_a_rejection_the_enrichment_stands() -> None:
    assert reassessed(case_of()) is None
    assert document(case_of(), {}).priority == 12


def test_a_hit_goes_with_the_company_that_it_rests_on() -> None:
    assessment = reassessed(case_of("f-Orvane Mills"))
    assert assessment is not None
    assert [one.entry for one in assessment.screening] == ["wro-brevik"]


def test_a_spelling_that_two_companies_share_keeps_its_hit() -> None:
    shared = organization("Orvane Foods", variants=("Orvane Mills",))
    case = case_of("f-Orvane Mills")
    assert case.enrichment is not None
    both = case.enrichment.model_copy(
        update={"organizations": (*case.enrichment.organizations, shared)}
    )
    assessment = reassessed(case.model_copy(update={"enrichment": both}))
    assert assessment is not None
    assert len(assessment.screening) == 2


def test_the_sums_are_those_of_what_is_left() -> None:
    case = case_of("f-debt", "f-Orvane Mills", "f-Brevik Foods")
    assert case.enrichment is not None
    assert case.allegation is not None
    left = Found(
        allegation=case.allegation,
        alleges=True,
        countries=case.enrichment.countries,
        products=case.enrichment.products,
        indicators=(indicator("deception", "f-deception"),),
    )
    completeness = assess_completeness(left, RECEIVED_ON)
    assessment = reassessed(case)
    assert assessment is not None
    assert assessment.screening == ()
    assert assessment.completeness == completeness
    assert assessment.priority == prioritize(left, completeness, received=RECEIVED_ON)
    states = {item.part: item.state for item in completeness.items}
    assert states["production"] == "weak"


def test_the_document_leaves_out_what_was_rejected() -> None:
    made = document(case_of("f-debt", "f-Orvane Mills", "f-Brevik Foods"), {})
    assert made.indicators == ("deception",)
    assert (made.manufacturers, made.organizations, made.lists) == ((), (), ())
    assert made.case.assessment is not None
    assert made.priority == made.case.assessment.priority.total
    # What was found is kept: a reviewer may change their mind.
    assert made.case.enrichment is not None
    assert len(made.case.enrichment.organizations) == 2


def test_a_rejection_outlives_a_newer_enrichment() -> None:
    before = document(case_of("f-debt", "f-Orvane Mills"), {})
    after = document(case_of("f-debt", "f-Orvane Mills", codes=("1", "2")), {})
    assert after.case.enrichment is not None
    assert after.case.enrichment.versions.code == "2"
    assert after.indicators == ("deception",)
    assert after.manufacturers == ("brevik foods",)
    assert (after.priority, after.lists) == (before.priority, before.lists)


def test_a_rejection_of_what_is_not_found_any_more_changes_nothing() -> None:
    assert reassessed(case_of("f-gone")) is None


def test_a_finding_keeps_its_id_when_another_version_finds_it() -> None:
    # Text, kind, value and place make it: no version, no model, no time.
    found = finding_id(
        "narrative", kind="indicator", value="debt_bondage", start=10, end=42
    )
    assert found == "eypko5ltarzrw7gpble2"
