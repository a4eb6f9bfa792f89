from datetime import date

from schemas.enrichment import CompletenessPart, CompletenessState
from schemas.submission import (
    Allegation,
    CompanyClaim,
    Evidence,
    ImportClaim,
    LaborClaim,
    ProductClaim,
)
from tests.unit.services.enrich.steps.case_parts import (
    country,
    import_link,
    indicator,
    organization,
    product,
)
from tocsin.assessment.completeness import assess_completeness
from tocsin.assessment.found import Found

RECEIVED = date(2026, 9, 1)
BARE = Found(allegation=Allegation(narrative="Something is wrong."), alleges=False)
FULL = Found(
    allegation=Allegation(
        narrative="They hold our passports.",
        evidence=(Evidence(kind="testimony", text="I saw it."),),
        labor=LaborClaim(started_on="2025-03"),
    ),
    alleges=True,
    countries=(country("MY", "Malaysia"),),
    organizations=(organization("Zamrud Latex"),),
    products=(product("rubber gloves", hs="4015"),),
    indicators=(
        indicator("retention_of_identity_documents"),
        indicator("debt_bondage"),
    ),
    import_links=(import_link("exported", 0.85),),
)


def _states(found: Found) -> dict[CompletenessPart, CompletenessState]:
    return {
        item.part: item.state for item in assess_completeness(found, RECEIVED).items
    }


def test_a_bare_report_lacks_all_four_parts() -> None:
    assert _states(BARE) == {
        "reasons": "missing",
        "merchandise": "missing",
        "production": "missing",
        "import_link": "missing",
    }


def test_a_full_report_has_all_four_parts_and_needs_no_advice() -> None:
    completeness = assess_completeness(FULL, RECEIVED)
    assert {item.state for item in completeness.items} == {"present"}
    assert completeness.missing == ()
    assert completeness.advice is None


def test_each_part_names_the_findings_that_show_it() -> None:
    items = {
        item.part: item.findings for item in assess_completeness(FULL, RECEIVED).items
    }
    assert items == {
        "reasons": ("f-retention_of_identity_documents", "f-debt_bondage"),
        "merchandise": ("f-rubber gloves",),
        "production": ("f-Zamrud Latex", "f-MY"),
        "import_link": ("f-exported",),
    }


def test_half_of_a_part_is_weak() -> None:
    found = Found(
        allegation=Allegation(narrative="They may not leave the shrimp ponds."),
        alleges=True,
        countries=(country("TH", "Thailand"),),
        products=(product("shrimp"),),
        indicators=(indicator("restriction_of_movement"),),
        import_links=(import_link("seller", 0.5),),
    )
    assert _states(found) == {
        "reasons": "weak",
        "merchandise": "weak",
        "production": "weak",
        "import_link": "weak",
    }


def test_what_the_form_says_counts_without_findings() -> None:
    found = Found(
        allegation=Allegation(
            narrative="See the form.",
            products=(ProductClaim(description="gloves", hs_code="4015.19"),),
            companies=(CompanyClaim(name="Zamrud Latex"),),
            production_country="MY",
            us_link=ImportClaim(ports=("Oakland",)),
        ),
        alleges=False,
    )
    assert _states(found) == {
        "reasons": "missing",
        "merchandise": "present",
        "production": "present",
        "import_link": "present",
    }


def test_an_american_importer_ties_the_goods_to_the_united_states() -> None:
    found = Found(
        allegation=Allegation(narrative="..."),
        alleges=True,
        organizations=(
            organization(
                "Bluewater Gloves", role="importer", country="US", alleged=False
            ),
        ),
    )
    assert _states(found)["import_link"] == "present"


def test_labor_in_the_united_states_is_no_production_abroad() -> None:
    found = Found(
        allegation=Allegation(narrative="..."),
        alleges=True,
        countries=(country("US", "United States"),),
    )
    assert _states(found)["production"] == "missing"


def test_the_advice_asks_for_what_is_missing_and_for_no_more() -> None:
    found = Found(
        allegation=FULL.allegation,
        alleges=True,
        countries=FULL.countries,
        organizations=FULL.organizations,
        products=FULL.products,
        indicators=FULL.indicators,
    )
    completeness = assess_completeness(found, RECEIVED)
    assert len(completeness.missing) == 1
    assert completeness.missing[0].startswith("How do the goods come")
    advice = completeness.advice or ""
    assert "19 CFR 12.42(c)" in advice
    assert (
        "Your report already gives the reasons for the belief, the description of the "
        "merchandise and the facts of production abroad." in advice
    )
    assert "- The link to import into the United States: Nothing ties" in advice
    assert "1. How do the goods come" in advice
    assert "2. " not in advice


def test_the_advice_says_that_it_judges_nothing() -> None:
    advice = assess_completeness(BARE, RECEIVED).advice or ""
    assert "says nothing about whether the allegation is well founded" in advice


def test_a_full_report_goes_on_within_ten_days() -> None:
    completeness = assess_completeness(FULL, RECEIVED)
    assert completeness.conforms is True
    assert completeness.forward_by == date(2026, 9, 11)


def test_a_report_that_lacks_something_has_no_clock() -> None:
    completeness = assess_completeness(BARE, RECEIVED)
    assert completeness.conforms is False
    assert completeness.forward_by is None
