import pytest

from services.enrich.steps.indicators import FINDINGS_PER_LABEL_MAX, find_indicators
from tests.unit.services.enrich.steps.goods_indicator_cases import case_of


def shown(text: str, language: str = "en") -> list[str]:
    return [i.id for i in find_indicators(case_of(text, language)).indicators]


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        ("My boss has my passport.", "en", "retention_of_identity_documents"),
        ("We were not paid for five months.", "en", "withholding_of_wages"),
        ("They owe the broker 4,000 dollars.", "en", "debt_bondage"),
        ("She was slapped by the foreman.", "en", "physical_and_sexual_violence"),
        ("He threatened to call the police.", "en", "intimidation_and_threats"),
        ("Workers cannot leave the compound.", "en", "restriction_of_movement"),
        ("The crew spent 14 months at sea.", "en", "isolation"),
        ("We work 16 hours a day.", "en", "excessive_overtime"),
        ("They were lied to about the pay.", "en", "deception"),
        ("The workers have no papers.", "en", "abuse_of_vulnerability"),
        ("Les quitaron los pasaportes.", "es", "retention_of_identity_documents"),
        ("Trabajan de sol a sol.", "es", "excessive_overtime"),
        ("Les passeports sont gardés.", "fr", "retention_of_identity_documents"),
        ("Ils dorment par terre.", "fr", "abusive_working_and_living_conditions"),
        ("工厂扣押护照。", "zh", "retention_of_identity_documents"),
        ("工厂没收了尼泊尔工人的护照。", "zh", "retention_of_identity_documents"),
        ("公司拖欠孟加拉国工人六个月工资。", "zh", "withholding_of_wages"),
        ("老板不让他们回国。", "zh", "restriction_of_movement"),
        ("棉纺厂强迫维吾尔族工人加班。", "zh", "excessive_overtime"),
        ("船员两年没有上岸。", "zh", "isolation"),
        ("He does not let the crew off the ship.", "en", "restriction_of_movement"),
        ("The captain pays nobody.", "en", "withholding_of_wages"),
        ("It withholds the passports and wages.", "en", "withholding_of_wages"),
        ("They hand over their wages to minders.", "en", "withholding_of_wages"),
    ],
)
def test_an_indicator_is_found_in_plain_words(
    text: str, language: str, label: str
) -> None:
    assert label in shown(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "Passports are not held by the company.",
        "There was no evidence of debt bondage.",
        "Suppliers must not retain passports.",
        "Debt bondage is defined as work for a debt.",
        "The bill would ban the retention of passports.",
    ],
)
def test_denial_rule_and_definition_do_not_count(text: str) -> None:
    assert shown(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Passports, once confiscated, are no longer held.",
        "The firm denies that it confiscated passports.",
        "The firm has returned the passports that it had confiscated.",
    ],
)
def test_past_denied_and_remedied_allegations_keep_their_label(text: str) -> None:
    assert shown(text) == ["retention_of_identity_documents"]


def test_a_withhold_release_order_withholds_no_wages() -> None:
    assert "withholding_of_wages" not in shown(
        "The withhold release order says that he was beaten."
    )


def test_the_quote_of_a_long_sentence_is_the_clause() -> None:
    text = (
        "The plant opened in 2011 and employs nine hundred people from the district, "
        "most of them from the villages along the river and some from as far away as "
        "the coast, "
        "the agent locked all of the passports in a safe behind the canteen that only "
        "he can open, and production has doubled since then."
    )
    found = find_indicators(case_of(text))
    indicator = next(i for i in found.indicators if "retention" in i.id)
    finding = next(f for f in found.findings if f.id == indicator.findings[0])

    assert indicator.quote == (
        "the agent locked all of the passports in a safe behind the canteen that only "
        "he can open"
    )
    assert text[finding.start : finding.end] == indicator.quote == finding.quote


def test_the_quote_of_a_short_sentence_is_the_sentence() -> None:
    text = "The mill is old. In the office, the agent keeps all of their passports."

    quotes = [i.quote for i in find_indicators(case_of(text)).indicators]

    assert quotes == ["In the office, the agent keeps all of their passports"]


def test_two_sentences_in_a_row_that_show_the_same_are_quoted_together() -> None:
    text = "The boss took their passports. He keeps the papers in a safe. It rained."

    quotes = [i.quote for i in find_indicators(case_of(text)).indicators]

    assert quotes == ["The boss took their passports. He keeps the papers in a safe"]


def test_who_would_not_do_something_is_not_spared_it() -> None:
    text = "Those who would not dig were whipped."

    found = find_indicators(case_of(text)).indicators

    assert [i.id for i in found] == ["physical_and_sexual_violence"]


def test_an_indicator_called_by_name_is_quoted_alone() -> None:
    found = find_indicators(case_of("CBP identified isolation and debt bondage."))

    assert [i.quote for i in found.indicators] == ["isolation", "debt bondage"]


def test_child_and_state_imposed_labor_are_tags() -> None:
    found = find_indicators(
        case_of("Children work in the mine. Prison labor made the toys.")
    )

    assert [tag.id for tag in found.tags] == ["child_labor", "state_imposed_labor"]


def test_many_places_of_one_indicator_are_cut_off() -> None:
    text = " ".join(f"Boss {n} confiscated passports." for n in range(30))
    found = find_indicators(case_of(text))

    assert len(found.indicators[0].findings) == FINDINGS_PER_LABEL_MAX


def test_of_two_sentences_that_show_it_as_well_the_first_is_quoted() -> None:
    found = find_indicators(
        case_of(
            "The boss kept their passports. They picked tea all day in the rain. "
            "Later the boss kept the passports of ten more."
        )
    )

    quotes = {i.id: i.quote for i in found.indicators}
    assert quotes["retention_of_identity_documents"] == "The boss kept their passports"


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        (
            "Each month 60 dollars are taken from their pay for the flight.",
            "en",
            "withholding_of_wages",
        ),
        (
            "The yard paid us for the last seven months nothing at all.",
            "en",
            "withholding_of_wages",
        ),
        ("We had to work off the airfare first.", "en", "debt_bondage"),
        ("Guards with a dog follow them to the well.", "en", "restriction_of_movement"),
        ("The boss pulled her by the hair.", "en", "physical_and_sexual_violence"),
        (
            "Their identity cards are deposited with the clerk.",
            "en",
            "retention_of_identity_documents",
        ),
        (
            "Cuando me fui no me pagaron las últimas cinco semanas.",
            "es",
            "withholding_of_wages",
        ),
        (
            "El dueño echaba llave cada vez que salía.",
            "es",
            "restriction_of_movement",
        ),
        (
            "Pidió la cédula para una lista y la guarda de prenda.",
            "es",
            "retention_of_identity_documents",
        ),
        (
            "Firman con la huella un papel que no saben leer.",
            "es",
            "deception",
        ),
        (
            "A quien reclama lo dejan sin transporte de vuelta.",
            "es",
            "intimidation_and_threats",
        ),
        (
            "Ils y sont contraints sous peine de cachot.",
            "fr",
            "intimidation_and_threats",
        ),
        (
            "Le contremaître gardait nos carnets de travail dans son tiroir.",
            "fr",
            "retention_of_identity_documents",
        ),
        (
            "Le patron dit que je ne partirais pas avant d'avoir tout remboursé.",
            "fr",
            "debt_bondage",
        ),
        ("Les marins ne dormaient que quatre heures.", "fr", "excessive_overtime"),
        (
            "Constat n° 1 : les passeports étaient gardés par la direction.",
            "fr",
            "retention_of_identity_documents",
        ),
        ("The dredger worked for nine months without a port.", "en", "isolation"),
        ("Whoever gave up early went home with nothing.", "en", "withholding_of_wages"),
        ("The overseers had men chained at night.", "en", "restriction_of_movement"),
        (
            "Leaving the dormitory takes a warden's consent.",
            "en",
            "restriction_of_movement",
        ),
        (
            "The rations never sufficed.",
            "en",
            "abusive_working_and_living_conditions",
        ),
        ("All he earns goes into the debt.", "en", "debt_bondage"),
        ("Sueldo no hubo en toda la zafra.", "es", "withholding_of_wages"),
        ("Se fueron sin haber cobrado lo acordado.", "es", "withholding_of_wages"),
        (
            "Dormían amontonados en un galpón.",
            "es",
            "abusive_working_and_living_conditions",
        ),
        ("Dijo que los mandaría presos.", "es", "intimidation_and_threats"),
        ("Salían solo para ir al lote.", "es", "restriction_of_movement"),
        ("Les hablaron de muy buena paga.", "es", "deception"),
        ("Le contrat n'a jamais été remis.", "fr", "deception"),
        (
            "Ils dormaient dans une étable.",
            "fr",
            "abusive_working_and_living_conditions",
        ),
        ("Elle avait emprunté à ses voisins.", "fr", "debt_bondage"),
        (
            "On ne sort pas de l'atelier sans autorisation.",
            "fr",
            "restriction_of_movement",
        ),
        ("Celui qui refuse risque sa place.", "fr", "intimidation_and_threats"),
    ],
)
def test_a_sign_is_read_in_many_wordings(text: str, language: str, label: str) -> None:
    assert label in shown(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The guild asks: did they keep your documents? No.", "en"),
        ("Three tons of shrimp packed by the plant were detained.", "en"),
        ("The auditors had not finished at the time of the visit.", "en"),
        ("La piste ferme à 18 heures.", "fr"),
        ("Radio Lakay a tenté de joindre la sucrière, sans succès.", "fr"),
        ("The ministry is part of the legal team.", "en"),
        ("The committee did too little to inspect the farms.", "en"),
        ("The coffee chain vouches for its growers.", "en"),
        ("Farms were short of hands, the agencies say.", "en"),
        ("El trabajo terminó en mayo, sin lluvia.", "es"),
        ("La pyme contrajo deudas por la sequía.", "es"),
        ("La société a vendu ses terres et sa maison mère.", "fr"),
        ("La société risque sa place de premier exportateur.", "fr"),
    ],
)
def test_words_that_only_look_like_a_sign_show_none(text: str, language: str) -> None:
    assert shown(text, language) == []


def test_a_question_that_is_answered_with_yes_shows_its_sign() -> None:
    text = "Did they keep your passports? Yes, in the safe."
    assert shown(text) == ["retention_of_identity_documents"]


def test_one_weak_word_beside_firm_signs_is_chance() -> None:
    text = (
        "Their passports were confiscated. They were beaten. They owed the recruiter "
        "900 dollars. A jungle lies behind the town."
    )
    assert "isolation" not in shown(text)


def test_an_hourly_wage_is_no_number_of_hours() -> None:
    text = "Inmates sew uniforms for the hotel for 19 cents an hour."
    assert shown(text) == ["withholding_of_wages"]
