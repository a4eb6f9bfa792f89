import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.enrichment import Priority, ScreeningHit, Tag
from schemas.submission import Allegation, Evidence, EvidenceKind, LaborClaim
from schemas.values import IndicatorId
from tests.unit.services.enrich.steps.case_parts import (
    country,
    indicator,
    organization,
    product,
)
from tocsin.assessment.completeness import assess_completeness
from tocsin.assessment.found import Found
from tocsin.assessment.points import EVIDENCE_POINTS, POINTS_MAX, indicator_points
from tocsin.assessment.priority import attention_key, prioritize

RECEIVED = date(2026, 9, 1)
INDICATORS: tuple[IndicatorId, ...] = (
    "abuse_of_vulnerability",
    "deception",
    "restriction_of_movement",
    "isolation",
    "physical_and_sexual_violence",
    "intimidation_and_threats",
    "retention_of_identity_documents",
    "withholding_of_wages",
    "debt_bondage",
    "abusive_working_and_living_conditions",
    "excessive_overtime",
)
# What a court or an agency says in the end, never a queue.
VERDICTS = re.compile(
    r"\b(guilty|innocent|violat\w*|confirmed|proven|proves?|convict\w*|criminals?|"
    r"perpetrators?|culprits?|offenders?|illegal\w*|unlawful\w*|fraud\w*|liars?|false)\b",
    re.IGNORECASE,
)
KINDS: tuple[EvidenceKind, ...] = tuple(EVIDENCE_POINTS)


def _hit(status: str, score: float) -> ScreeningHit:
    return ScreeningHit(
        list="cbp_wro",
        edition="2026-06-23",
        entry="wro-2021-05-04-zamrud",
        title="Withhold Release Order of 2021-05-04: Rubber gloves; Zamrud Latex",
        status=status,
        as_of=RECEIVED,
        matched_on=("producer",),
        matched=("Zamrud Latex",),
        score=score,
        source="https://www.cbp.gov/trade/forced-labor",
    )


def _prioritize(found: Found, related_sources: int = 0) -> Priority:
    return prioritize(
        found,
        assess_completeness(found, RECEIVED),
        received=RECEIVED,
        related_sources=related_sources,
    )


def _points(priority: Priority) -> dict[str, int]:
    return {part.part: part.points for part in priority.parts}


CASE = Found(
    allegation=Allegation(
        narrative="They hold our passports and beat us.",
        evidence=(
            Evidence(kind="testimony", text="I saw it."),
            Evidence(kind="news", url="https://www.example.org/a"),
        ),
        labor=LaborClaim(ended_on="2026-06", known_from="saw_it"),
    ),
    alleges=True,
    countries=(country("MY", "Malaysia"),),
    organizations=(organization("Zamrud Latex"),),
    products=(product("rubber gloves"),),
    indicators=(
        indicator("retention_of_identity_documents"),
        indicator("physical_and_sexual_violence"),
    ),
    tags=(Tag(id="child_labor", quote="...", confidence=0.8),),
    screening=(_hit("active", 0.9),),
)


def test_the_parts_can_make_one_hundred() -> None:
    assert sum(POINTS_MAX.values()) == 100


def test_a_case_is_the_sum_of_its_named_parts() -> None:
    priority = _prioritize(CASE)
    assert _points(priority) == {
        "evidence": 10,
        "indicators": 8,
        "screening": 18,
        "severity": 13,
        "completeness": 9,
        "recency": 8,
        "independent_sources": 8,
    }
    assert priority.total == 74


def test_every_part_says_why() -> None:
    reasons = {part.part: part.reason for part in _prioritize(CASE).parts}
    assert reasons["evidence"] == "Evidence: testimony, news, the reporter saw it."
    assert reasons["recency"] == "The facts date from 2026-06-30 at the latest."
    assert reasons["independent_sources"] == "3 independent sources."
    assert reasons["screening"] == (
        "Withhold Release Order of 2021-05-04: Rubber gloves; Zamrud Latex "
        "(active on 2026-09-01); matched on producer, likeness 90%."
    )


def test_a_sign_that_was_put_right_weighs_the_same_and_says_so() -> None:
    remedied = indicator("isolation").model_copy(update={"standing": "remedied"})
    alleged = Found(CASE.allegation, alleges=True, indicators=(indicator("isolation"),))
    answered = Found(CASE.allegation, alleges=True, indicators=(remedied,))

    before, after = indicator_points(alleged), indicator_points(answered)

    assert before.points == after.points
    assert before.reason == "Shown in words: isolation."
    assert after.reason == (
        "Shown in words: isolation. Only as put right or denied: 1."
    )


@pytest.mark.parametrize(
    ("status", "points"), [("active", 20), ("modified", 10), ("inactive", 4)]
)
def test_an_order_no_longer_in_force_weighs_less(status: str, points: int) -> None:
    found = Found(
        allegation=Allegation(narrative="..."),
        alleges=True,
        screening=(_hit(status, 1.0),),
    )
    assert _points(_prioritize(found))["screening"] == points


def test_a_good_of_a_country_weighs_less_than_a_named_producer() -> None:
    country_wide = _hit("active", 1.0).model_copy(
        update={"list": "dol_goods", "matched_on": ("goods", "country")}
    )
    sector = country_wide.model_copy(update={"list": "uflpa"})
    for hit in (country_wide, sector):
        found = Found(
            allegation=Allegation(narrative="..."), alleges=True, screening=(hit,)
        )
        assert _points(_prioritize(found))["screening"] == 10


def test_a_year_in_the_text_stands_in_for_a_day_on_the_form() -> None:
    def recency(narrative: str) -> tuple[int, str]:
        found = Found(allegation=Allegation(narrative=narrative), alleges=True)
        part = _prioritize(found).parts[5]
        return part.points, part.reason

    assert recency("In 2019 and again in 2024, under Convention 29 of 1930.") == (
        5,
        "The latest year that the text names is 2024.",
    )
    assert recency("By 2030 nothing; 2,019 workers; 12.2018 dollars.")[0] == 0


def test_a_text_that_does_not_allege_counts_half_and_says_so() -> None:
    found = Found(
        allegation=CASE.allegation, alleges=False, screening=(_hit("active", 1.0),)
    )
    priority = _prioritize(found)
    assert _points(priority)["screening"] == 10
    assert all("Halved" in part.reason for part in priority.parts)
    assert priority.would_raise[0].startswith("A clear statement")


def test_what_would_raise_it_comes_in_the_order_of_what_it_brings() -> None:
    bare = Found(allegation=Allegation(narrative="Forced labor."), alleges=True)
    lines = _prioritize(bare).would_raise
    gains = [int(found[1]) for line in lines if (found := re.search(r"to (\d+)", line))]
    assert gains == [20, 20, 15, 15, 11, 8, 8]
    assert "merchandise, production, import link" in lines[4]


def test_facts_that_go_on_are_as_recent_as_can_be() -> None:
    def recency(labor: LaborClaim | None) -> int:
        found = Found(allegation=Allegation(narrative="...", labor=labor), alleges=True)
        return _points(_prioritize(found))["recency"]

    assert recency(LaborClaim(ongoing=True, started_on="2015")) == 8
    assert recency(LaborClaim(ended_on="2024-01")) == 5
    assert recency(LaborClaim(ended_on="2022")) == 3
    assert recency(LaborClaim(ended_on="2010-05-01")) == 1
    assert recency(LaborClaim(ended_on="2025-02-31")) == 0
    assert recency(None) == 0


def test_copies_of_one_source_count_once() -> None:
    def sources(*evidence: Evidence) -> int:
        found = Found(
            allegation=Allegation(narrative="The story.", evidence=evidence),
            alleges=True,
        )
        return _points(_prioritize(found))["independent_sources"]

    page = Evidence(kind="news", url="https://www.example.org/a")
    same_site = Evidence(kind="news", url="https://example.org/b")
    copy = Evidence(text="the  STORY.")
    other = Evidence(text="Another story.")
    assert sources() == 2
    assert sources(copy) == 2
    assert sources(page, same_site) == 5
    assert sources(page, other) == 8


def test_ties_go_to_the_case_with_more_independent_sources() -> None:
    def case(*evidence: Evidence, links: int) -> Priority:
        found = Found(
            allegation=Allegation(narrative="...", evidence=evidence), alleges=True
        )
        return _prioritize(found, links)

    told = case(Evidence(kind="ngo_report"), links=0)
    known = case(links=1)
    assert told.total == known.total
    assert attention_key(known) > attention_key(told)


@given(
    kinds=st.lists(st.sampled_from(KINDS), max_size=50),
    shown=st.sets(st.sampled_from(INDICATORS)),
    alleges=st.booleans(),
    status=st.sampled_from(["active", "modified", "inactive"]),
    score=st.floats(0, 1),
    sources=st.integers(0, 10_000),
)
def test_parts_always_add_up_and_no_word_is_a_verdict(
    *,
    kinds: list[EvidenceKind],
    shown: set[IndicatorId],
    alleges: bool,
    status: str,
    score: float,
    sources: int,
) -> None:
    found = Found(
        allegation=Allegation(
            narrative="...", evidence=tuple(Evidence(kind=kind) for kind in kinds)
        ),
        alleges=alleges,
        indicators=tuple(indicator(name) for name in sorted(shown)),
        screening=(_hit(status, score),),
    )
    completeness = assess_completeness(found, RECEIVED)
    priority = prioritize(
        found, completeness, received=RECEIVED, related_sources=sources
    )
    assert priority.total == sum(part.points for part in priority.parts) <= 100
    assert all(0 <= part.points <= part.points_max for part in priority.parts)
    words = [
        *(part.reason for part in priority.parts),
        *priority.would_raise,
        *(item.why for item in completeness.items),
        *completeness.missing,
        completeness.advice or "",
    ]
    assert [text for text in words if VERDICTS.search(text)] == []
