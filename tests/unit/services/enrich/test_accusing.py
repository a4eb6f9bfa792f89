from datetime import date

import pytest

from schemas.enrichment import NARRATIVE, Enrichment
from schemas.submission import Allegation
from services.enrich.analyst import Analyst
from services.enrich.job import Job, JobText
from services.enrich.steps.models import DEFAULT_MODELS

TRADE_NEWS = (
    "Halvorin Gloves Sdn Bhd in Klang, Malaysia, raised its prices for rubber gloves"
    " by four percent on Monday, the company said. Exports to the United States rose."
)


def enriched(text: str) -> Enrichment:
    """What is found in a narrative."""
    job = Job(
        Allegation(narrative=text), (JobText(NARRATIVE, text),), date(2026, 3, 14)
    )
    (found,) = Analyst(DEFAULT_MODELS, "1").analyze([job])
    return found


@pytest.mark.model
def test_a_sentence_on_work_that_makes_no_goods_shows_its_signs_and_its_place() -> None:
    found = enriched(
        "In Qatar a cleaning company keeps the workers' passports and has not paid"
        " wages for five months."
    )
    assert [one.id for one in found.indicators] == [
        "retention_of_identity_documents",
        "withholding_of_wages",
    ]
    assert [c.code for c in found.countries if c.alleged] == ["QA"]
    assert found.alleges_forced_labor is False


@pytest.mark.model
def test_a_text_that_alleges_nothing_accuses_nobody() -> None:
    found = enriched(TRADE_NEWS)
    assert found.alleges_forced_labor is False
    assert [country.code for country in found.countries if country.alleged] == []
    assert [o.text for o in found.organizations if o.alleged] == []
    assert {country.code for country in found.countries} == {"MY", "US"}
