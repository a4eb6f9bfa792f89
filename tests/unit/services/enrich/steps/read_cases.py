"""One case out of one text, for tests of the steps."""

from functools import cache

from schemas.submission import Allegation
from services.enrich.reading import CaseReading
from services.enrich.steps.countries import CountryFindings, find_countries
from services.enrich.steps.organizations import (
    OrganizationFindings,
    find_organizations,
)
from services.enrich.steps.reader import Reader


@cache
def reader() -> Reader:
    """One reader for all tests; models load once."""
    return Reader()


def case_of(text: str, **claims: object) -> CaseReading:
    """A case whose narrative is the text."""
    allegation = Allegation.model_validate({"narrative": text, **claims})
    return CaseReading(allegation, tuple(reader().read([("narrative", text, None)])))


def countries_in(text: str, **claims: object) -> CountryFindings:
    """The countries of a text."""
    return find_countries(case_of(text, **claims))


def organizations_in(text: str, **claims: object) -> OrganizationFindings:
    """The organizations of a text."""
    case = case_of(text, **claims)
    return find_organizations(case, find_countries(case))
