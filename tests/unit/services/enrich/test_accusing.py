from datetime import date

import pytest

from schemas.enrichment import NARRATIVE
from schemas.submission import Allegation
from services.enrich.analyst import Analyst
from services.enrich.job import Job, JobText
from services.enrich.steps.models import DEFAULT_MODELS

TRADE_NEWS = (
    "Halvorin Gloves Sdn Bhd in Klang, Malaysia, raised its prices for rubber gloves"
    " by four percent on Monday, the company said. Exports to the United States rose."
)


@pytest.mark.model
def test_a_text_that_alleges_nothing_accuses_nobody() -> None:
    analyst = Analyst(DEFAULT_MODELS, "1")
    allegation = Allegation(narrative=TRADE_NEWS)
    job = Job(allegation, (JobText(NARRATIVE, TRADE_NEWS),), date(2026, 3, 14))
    (found,) = analyst.analyze([job])
    assert found.alleges_forced_labor is False
    assert [country.code for country in found.countries if country.alleged] == []
    assert [o.text for o in found.organizations if o.alleged] == []
    assert {country.code for country in found.countries} == {"MY", "US"}
