import pytest

from schemas.submission import Allegation, CompanyClaim
from services.enrich.steps.claimed_regions import claimed_regions, with_regions
from tests.unit.services.enrich.steps.case_parts import country


@pytest.mark.parametrize(
    ("region", "production_country", "codes"),
    [
        ("Xinjiang", "CN", ("CN-XJ",)),
        ("XUAR", None, ("CN-XJ",)),
        ("Kashgar Prefecture, Xinjiang (China)", "CN", ("CN-XJ",)),
        ("Xinjiang Uyghur Autonomous Region", "CN", ("CN-XJ",)),
        ("新疆喀什地区", "CN", ("CN-XJ",)),
        ("Selangor", "MY", ("MY-10",)),
        ("Province of Gaziantep", "TR", ("TR-27",)),
        ("Tamil Nadu; Uttar Pradesh", "IN", ("IN-TN", "IN-UP")),
        # Xinjiang is not in Malaysia: the form contradicts itself.
        ("Xinjiang", "MY", ()),
        ("behind the hill", "CN", ()),
        ("", None, ()),
    ],
)
def test_a_region_of_the_form_has_its_code(
    region: str, production_country: str | None, codes: tuple[str, ...]
) -> None:
    allegation = Allegation(
        narrative="They work.",
        production_region=region or None,
        production_country=production_country,
    )
    assert claimed_regions(allegation) == codes


def test_regions_of_makers_count_and_those_of_buyers_do_not() -> None:
    companies = (
        CompanyClaim(name="Orvane Mills", region="Aksu", country="CN"),
        CompanyClaim(name="Orvane Mills 2", region="Aksu"),
        CompanyClaim(name="Brevik Foods", role="importer", region="Ohio", country="US"),
    )
    allegation = Allegation(
        narrative="They work.", companies=companies, production_country="CN"
    )
    assert claimed_regions(allegation) == ("CN-XJ",)


def test_a_country_of_the_labor_gains_its_region_and_others_do_not() -> None:
    here, there = (
        country("CN", "China"),
        country("US", "United States", alleged=False),
    )
    found = with_regions((here, there), ("CN-XJ", "US-OH"))
    assert [one.subregions for one in found] == [("CN-XJ",), ()]
