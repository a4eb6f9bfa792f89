"""Organizations by rule and by model, under all their spellings."""

import pytest

from schemas.enrichment import Organization
from services.enrich.steps.legal_forms import strip_legal_form
from services.enrich.steps.organizations import spellings
from tests.unit.services.enrich.steps.read_cases import organizations_in

pytestmark = pytest.mark.model


def names(text: str) -> dict[str, Organization]:
    return {o.text: o for o in organizations_in(text).organizations}


@pytest.mark.parametrize(
    ("name", "normal"),
    [
        ("Verdant Latex Sdn. Bhd.", "verdant latex"),
        ("Bright Loom Textiles Co., Ltd.", "bright loom textiles"),
        ("Confecciones del Valle S.A. de C.V.", "confecciones del valle"),
        ("Nordwerk GmbH", "nordwerk"),
        ("OOO Severny Les", "severny les"),
        ("PT Samudra Jaya Tbk", "samudra jaya"),
        ("Golden Spindle Pvt. Ltd.", "golden spindle"),
        ("Limited", "limited"),
    ],
)
def test_legal_forms_come_off_for_the_normal_name(name: str, normal: str) -> None:
    assert strip_legal_form(name) == normal


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        (
            "We worked for Verdant Latex Sdn Bhd.",
            "Verdant Latex Sdn Bhd",
            "manufacturer",
        ),
        ("The agent was PT Samudra Karya.", "PT Samudra Karya", "manufacturer"),
        ("Our fishing boat was the Hai Sheng 27.", "Hai Sheng 27", "vessel"),
        ("The crew of the Yu Feng No. 2 was beaten.", "Yu Feng No. 2", "vessel"),
        (
            "Me llevaron al Ingenio Santa Amalia.",
            "Ingenio Santa Amalia",
            "manufacturer",
        ),
        ("她在阿克苏华棉纺织有限公司工作。", "阿克苏华棉纺织有限公司", "manufacturer"),
        ("He wrote to the Ministry of Labor.", "Ministry of Labor", "government"),
        ("We told Human Rights Watch all of it.", "Human Rights Watch", "ngo"),
        ("She told Reuters what she saw.", "Reuters", "media"),
    ],
)
def test_names_that_models_miss_are_found_with_their_role(
    text: str, name: str, role: str
) -> None:
    assert names(text)[name].role == role


def test_one_organization_has_all_its_spellings() -> None:
    text = (
        "Jade Harbor Electronics Co., Ltd. (JHE) hired interns. Jade Harbor pays them "
        "little, they say. JHE denies it."
    )
    organization = names(text)["Jade Harbor Electronics Co., Ltd."]
    assert organization.normal == "jade harbor electronics"
    assert set(spellings(organization)) == {
        "Jade Harbor Electronics Co., Ltd.",
        "Jade Harbor",
        "JHE",
    }


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("卡塔尔一家清洁公司扣押工人的护照。", []),
        ("某家服装厂不发工资。", []),
        ("一家名为华峰纺织公司的工厂不发工资。", ["华峰纺织公司"]),
        ("一家新泰服装有限公司扣押护照。", ["新泰服装有限公司"]),
    ],
)
def test_some_company_in_chinese_is_no_name(text: str, names: list[str]) -> None:
    assert [o.text for o in organizations_in(text).organizations] == names


def test_laws_orders_and_illnesses_are_no_organizations() -> None:
    text = (
        "Under the Tariff Act of 1930 a WRO was issued. During Covid the PPE came "
        "from a plant. The Modern Slavery Act applies, the CEO said."
    )
    assert names(text) == {}


def test_the_maker_is_accused_and_the_watchers_are_not() -> None:
    text = (
        "Workers at Verdant Latex Sdn Bhd were forced to work without pay, according "
        "to Human Rights Watch. Reuters wrote about it. The Ministry of Labor is "
        "looking into it. Its customers include Kronberg Hospitals GmbH."
    )
    accused = {name for name, o in names(text).items() if o.alleged}
    assert accused == {"Verdant Latex Sdn Bhd"}


def test_everyone_in_the_row_that_a_lawsuit_names_is_accused() -> None:
    text = (
        "A lawsuit over forced labor was filed against Arden Mills, Olmo Foods and "
        "Birch & Co. in Oslo."
    )
    accused = {name for name, o in names(text).items() if o.alleged}
    assert accused == {"Arden Mills", "Olmo Foods", "Birch & Co."}


@pytest.mark.parametrize(
    "text",
    [
        "The crew of the Mar Verde was never paid for the squid.",
        "In a fleet of trawlers, the Mar Verde fished off Fiji for two years.",
    ],
)
def test_a_ship_is_known_by_what_only_ships_do(text: str) -> None:
    assert [(n, o.role) for n, o in names(text).items()] == [("Mar Verde", "vessel")]


def test_who_patrols_the_sea_is_no_ship() -> None:
    text = "The vessel was unlit. The Coast Guard docked beside it at noon."
    assert [o.role for o in names(text).values() if o.role == "vessel"] == []


def test_a_claimed_company_counts_without_a_place_in_the_text() -> None:
    found = organizations_in(
        "They kept our papers.",
        companies=[{"name": "Ocean Thread Ltd", "country": "MU"}],
    )
    (organization,) = found.organizations
    assert (organization.text, organization.alleged) == ("Ocean Thread Ltd", True)
    assert (organization.country, organization.findings) == ("MU", ())


def test_a_claimed_company_is_found_again_in_the_text() -> None:
    found = organizations_in(
        "At Ocean Thread they kept our papers.",
        companies=[{"name": "Ocean Thread Ltd"}],
    )
    (organization,) = found.organizations
    assert organization.variants == ("Ocean Thread",)
    assert [f.quote for f in found.findings] == ["Ocean Thread"]


def test_a_claimed_buyer_is_not_accused_by_the_claim() -> None:
    found = organizations_in(
        "They kept our papers.",
        companies=[{"name": "Kronberg Coffee", "role": "buyer"}],
    )
    assert [o.alleged for o in found.organizations] == [False]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Inmates of Norwick Vale prison sew the bags.", "Norwick Vale prison"),
        ("They worked at R.E.A.L Garments Ltd. for a year.", "R.E.A.L Garments Ltd."),
        ("Ovens of Karvel Coal and Electricity Co., Ltd. burn.", "Karvel Coal"),
        ("Workers of Denim de l'Orme Ltd. owe the agent.", "Denim de l'Orme Ltd."),
        ("Clothes made by Arvet Linde Apparel Co in the region.", "Arvet Linde"),
        ("We were sent to the yard Brisk as welders.", "Brisk"),
    ],
)
def test_names_of_hard_shapes_are_found_and_accused(text: str, name: str) -> None:
    found = [o for o in organizations_in(text).organizations if o.alleged]

    assert [o.text.startswith(name) for o in found] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "He spent two years in Norwick Vale prison for theft.",
        "The group wrote of Bangladesh's Textile Industry.",
        "Buyers shun Uzbek Cotton.",
        "Group Cites Forced Labor in a report.",
    ],
)
def test_a_jail_a_trade_and_a_headline_are_not_accused(text: str) -> None:
    assert not [o for o in organizations_in(text).organizations if o.alleged]


def test_a_company_may_bear_the_name_of_a_town() -> None:
    found = organizations_in("Los peones de la finca acusan a la empresa Orihuela.")

    assert [(o.text, o.alleged) for o in found.organizations] == [("Orihuela", True)]


@pytest.mark.parametrize(
    ("text", "name", "fate"),
    [
        # Goods that end up with it do not accuse it.
        (
            (
                "Belmaris packs shrimp with forced labor. It ships to supermarkets in "
                "Canada, among them Bellhaven Foods Ltd."
            ),
            "Bellhaven Foods Ltd",
            "spared",
        ),
        (
            (
                "Los mozos trabajan encerrados. El grano lo compra la casa Brandt & "
                "Ohlsen Kaffee GmbH."
            ),
            "Brandt & Ohlsen Kaffee GmbH",
            "spared",
        ),
        (
            (
                "Les cueilleurs ne sont pas payés. La coopérative vend les fèves au "
                "négociant Cargomarel SA."
            ),
            "Cargomarel SA",
            "spared",
        ),
        # Who knew, and who is behind the goods, is accused.
        (
            (
                "Workers sue the retailer Corvane. Corvane knew of the forced labor, "
                "their complaint says."
            ),
            "Corvane",
            "accused",
        ),
        (
            "The mines are run by Dahrano Mining Ltd, by force.",
            "Dahrano Mining Ltd",
            "accused",
        ),
        # An authority is accused where it sends people to work.
        (
            "The Ministry of Health of Turkmenistan sent nurses to pick cotton.",
            "Ministry of Health of Turkmenistan",
            "accused",
        ),
        (
            "The Ministry of Health of Turkmenistan sent nurses to the new clinic.",
            "Ministry of Health of Turkmenistan",
            "spared",
        ),
        # Prisons whose inmates work, in each language.
        (
            "Inmates at Stoneleigh Correctional Facility sew uniforms.",
            "Stoneleigh Correctional Facility",
            "accused",
        ),
        (
            "Los presos del penal de Santa Brígida fabrican muebles.",
            "penal de Santa Brígida",
            "accused",
        ),
        (
            "Les détenus de la prison centrale de Bakoumba fabriquent du savon.",
            "prison centrale de Bakoumba",
            "accused",
        ),
        (
            "Le meneur a été conduit à la prison centrale de Bakoumba.",
            "prison centrale de Bakoumba",
            "spared",
        ),
        # Names behind a head of a report or a word for a site or a ship.
        (
            "Audit report. Site: Kelvarra Textiles, Gazipur. Wages are withheld.",
            "Kelvarra Textiles",
            "accused",
        ),
        ("El dueño de Bolsos Kelmiro los encerraba.", "Bolsos Kelmiro", "accused"),
        (
            "El barco pesquero Nuevo Marlín II no tocó puerto.",
            "Nuevo Marlín II",
            "accused",
        ),
        ("Le senneur Roc Belzaïre pêche le thon.", "Roc Belzaïre", "accused"),
    ],
)
def test_who_is_accused_is_told_by_what_it_does(
    text: str, name: str, fate: str
) -> None:
    assert names(text)[name].alleged == (fate == "accused")
