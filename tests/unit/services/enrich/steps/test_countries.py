"""Countries by name, people, city and province; ambiguity stays a value."""

import pytest

from tests.unit.services.enrich.steps.read_cases import countries_in

pytestmark = pytest.mark.model


def codes(text: str) -> set[str]:
    return {country.code for country in countries_in(text).countries}


def alleged(text: str) -> set[str]:
    return {c.code for c in countries_in(text).countries if c.alleged}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Nepali workers at the plant in Klang were never paid.", {"NP", "MY"}),
        ("Los braceros haitianos cortan caña cerca de La Romana.", {"HT", "DO"}),
        ("Les ouvriers bangladais dormaient dans une usine à Milan.", {"BD", "IT"}),
        ("工人从越南被送到台湾的工厂。", {"VN", "TW"}),
        ("Goods reached the UK and the U.S. by way of the UAE.", {"GB", "US", "AE"}),
        ("He was held in Central Africa, then in Latin America.", set()),
        ("Farmers near Minas Gerais and Bahia were in debt.", {"BR"}),
    ],
)
def test_countries_are_found_by_name_people_and_place(
    text: str, expected: set[str]
) -> None:
    assert codes(text) == expected


def test_a_people_of_two_countries_is_found_by_the_word_that_names_it() -> None:
    text = "Crews from Pyongyang, North Korea, come in groups, a Korean at their head."
    found = countries_in(text).findings
    assert {f.found_by for f in found if f.quote == "Korean"} == {"rule:demonym"}


def test_a_country_inside_an_organizations_name_counts() -> None:
    assert "PE" in codes("Lo publicó la Universidad Católica del Perú en mayo.")


def test_a_people_inside_a_brand_does_not_count() -> None:
    text = "Leaf was bought by British American Tobacco on farms in Malawi."
    assert codes(text) == {"MW"}


def test_xinjiang_carries_its_iso_code_in_every_spelling() -> None:
    for text in (
        "Cotton was picked in Xinjiang by detainees.",
        "Women were sent from Hotan to a mill in Aqsu prefecture in China.",
        "工厂在新疆喀什。",
    ):
        (country,) = countries_in(text).countries
        assert (country.code, country.subregions) == ("CN", ("CN-XJ",))


def test_a_country_carries_its_m49_sub_region() -> None:
    (country,) = countries_in("The mine is in Zimbabwe.").countries
    assert (country.region_code, country.region) == ("202", "Sub-Saharan Africa")


def test_georgia_without_a_hint_stays_open() -> None:
    found = countries_in("The farm is in Georgia, he said.")
    assert found.countries == ()
    (word,) = found.ambiguous
    assert (word.text, word.candidates) == ("Georgia", ("GE", "US"))
    assert word.reason == "Georgia is a country and a state of the USA"


def test_a_hint_decides_what_georgia_means() -> None:
    assert codes("The farm is in Georgia, two hours from Tbilisi.") == {"GE"}
    assert codes("The farm is in Georgia, two hours from Atlanta.") == {"US"}


def test_jordan_is_a_country_in_a_place_and_not_in_a_person() -> None:
    assert codes("The garment workers were brought to Jordan in May.") == {"JO"}
    assert codes("We then spoke to Michael Jordan Smith, he said.") == set()


def test_the_pronoun_and_the_abbreviation_name_no_country() -> None:
    assert codes("They told us that our IT manager kept it.") == set()


def test_us_in_a_line_of_capitals_stays_open() -> None:
    found = countries_in("THEY LOCKED US IN.")
    assert [word.text for word in found.ambiguous] == ["US"]


def test_forced_labor_is_alleged_where_the_work_is_done() -> None:
    text = (
        "Nepali workers were forced to work overtime at a glove factory in Malaysia. "
        "The gloves are sold to hospitals in Germany. A court in London heard the case."
    )
    assert alleged(text) == {"MY"}


def test_the_claimed_country_of_production_is_alleged() -> None:
    found = countries_in("They kept our papers.", production_country="LK")
    (country,) = found.countries
    assert (country.code, country.alleged, country.findings) == ("LK", True, ())


def test_a_passage_that_describes_the_labor_weighs_more() -> None:
    found = countries_in("The crew came from Fiji. The boat docked in Palau.")
    assert {c.code for c in found.countries} == {"FJ", "PW"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # What goes somewhere is sold there; who goes somewhere works there.
        (
            (
                "Forced to work at a farm near Adana, Turkey, families pick mandarins. "
                "The mandarins go to Iraq and Romania."
            ),
            {"TR"},
        ),
        ("They took us to Jordan and kept our passports.", {"JO"}),
        # A people counted is the people, and comes from there.
        (
            "En un taller de Buenos Aires cosían encerrados 15 bolivianos.",
            {"AR"},
        ),
        ("Cosían encerrados en Rosario, Argentina, diez peruanos.", {"AR"}),
        # Parents and relatives stay where people come from.
        (
            (
                "Il récolte le cacao sans salaire en Côte d'Ivoire, ses parents sont "
                "restés au Burkina Faso."
            ),
            {"CI"},
        ),
        # What holds for a city holds for its country.
        (
            (
                "Armed men make boys dig for gold in South Sudan. Traders fly gold to "
                "Dubai, in the United Arab Emirates."
            ),
            {"SS"},
        ),
        # The north of a country is in it.
        (
            (
                "Cutters from Haiti sleep in shacks on estates in the east of the "
                "Dominican Republic."
            ),
            {"DO"},
        ),
        # Where nothing was found, nothing is alleged.
        (
            (
                "Workers in Xinjiang were forced to make carbide. We found no sign of "
                "forced labor at the plants in Vietnam."
            ),
            {"CN"},
        ),
        # The flag and the owner's state count alike, however often each is named.
        (
            (
                "The crew of the longliner Meridora 9 was beaten. It flies the flag of "
                "Vanuatu and belongs to a firm in Kaohsiung, Taiwan."
            ),
            {"VU", "TW"},
        ),
        # Who does the work comes from there, whatever stands between.
        (
            "In Samut Sakhon, Thailand, the Burmese shrimp peelers are beaten.",
            {"TH"},
        ),
        (
            "En la República Dominicana golpean a los cortadores de caña haitianos.",
            {"DO"},
        ),
        ("马来西亚的一家手套厂没收了尼泊尔工人的护照。", {"MY"}),
        # A state that sends its people to the fields.
        (
            (
                "The government of Turkmenistan sent teachers to cotton fields. The "
                "yarn is exported to Pakistan."
            ),
            {"TM"},
        ),
    ],
)
def test_forced_labor_is_alleged_where_it_happens(
    text: str, expected: set[str]
) -> None:
    assert alleged(text) == expected


def test_where_victims_come_from_and_goods_go_to_alleges_nothing() -> None:
    text = "Pickers from Mali and Gambia were never paid. The fruit goes to Germany."
    assert alleged(text) == set()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("She packed meat for the state in Birmingham, Ala., for a year.", "US"),
        ("La empresa Furukawa deberá pagar a los jornaleros.", "JP"),
        ("Des soldats gardent la mine de Kasulo-Nord.", "TZ"),
    ],
)
def test_a_town_is_told_from_its_namesakes(text: str, code: str) -> None:
    assert (code in codes(text)) == (code == "US")
