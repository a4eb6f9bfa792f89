"""What the texts say has become of an indicator stands beside it."""

import pytest

from services.enrich.steps.indicators import find_indicators
from tests.unit.services.enrich.steps.goods_indicator_cases import case_of

PAPERS = "retention_of_identity_documents"


def standings(text: str, language: str = "en") -> dict[str, str]:
    found = find_indicators(case_of(text, language)).indicators
    return {one.id: one.standing for one in found}


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        ("The mill has returned all of their passports.", "en", PAPERS),
        ("Passports, once confiscated, are no longer held.", "en", PAPERS),
        ("The recruitment fees were reimbursed in March.", "en", "debt_bondage"),
        ("Withholding of wages has been resolved.", "en", "withholding_of_wages"),
        ("Reembolsó las tarifas de contratación.", "es", "debt_bondage"),
        (
            "L'usine a remboursé les frais de recrutement.",
            "fr",
            "debt_bondage",
        ),
        ("公司已退还招聘费。", "zh", "debt_bondage"),
    ],
)
def test_what_was_given_back_or_resolved_is_remedied(
    text: str, language: str, label: str
) -> None:
    assert standings(text, language) == {label: "remedied"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The firm denies that it confiscated passports.", "en"),
        ("La empresa niega haber retenido los pasaportes.", "es"),
        ("L'entreprise nie avoir confisqué les passeports.", "fr"),
        ("厂方否认扣押护照。", "zh"),
    ],
)
def test_what_the_accused_denies_is_denied(text: str, language: str) -> None:
    assert standings(text, language) == {PAPERS: "denied"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The company keeps the passports and says they will be returned.", "en"),
        ("Passports are returned only when the contract is over.", "en"),
        ("The passports have not been given back.", "en"),
        ("The company denied them leave and took their passports.", "en"),
        ("Los pasaportes retenidos no fueron devueltos.", "es"),
        ("El encargado se niega a devolver los pasaportes.", "es"),
        ("老板拒绝归还护照。", "zh"),
        ("When they returned the agent had taken their passports.", "en"),
    ],
)
def test_a_promise_or_a_refusal_is_no_remedy(text: str, language: str) -> None:
    assert standings(text, language)[PAPERS] == "alleged"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Workers can no longer leave the compound.", "restriction_of_movement"),
        ("We can no longer bear the beatings.", "physical_and_sexual_violence"),
        ("Two men disappeared after the beatings.", "physical_and_sexual_violence"),
        ("They work until the advance is paid back.", "debt_bondage"),
        ("He denied the crew water and beat them.", "physical_and_sexual_violence"),
    ],
)
def test_words_of_remedy_and_denial_in_another_sense_answer_nothing(
    text: str, label: str
) -> None:
    assert standings(text).get(label, "alleged") == "alleged"


def test_a_remedy_of_one_thing_is_none_of_what_comes_after_but() -> None:
    text = (
        "The passports were given back last year, but workers still pay off a "
        "recruitment debt."
    )
    assert standings(text) == {PAPERS: "remedied", "debt_bondage": "alleged"}


def test_a_statement_about_all_indicators_remedies_what_is_called_by_name() -> None:
    text = (
        "None of the 11 indicators applies any longer, the auditor says. In its first "
        "report it had named debt bondage and isolation. The cook was slapped."
    )
    assert standings(text) == {
        "isolation": "remedied",
        "physical_and_sexual_violence": "alleged",
        "debt_bondage": "remedied",
    }


def test_a_statement_about_all_of_these_remedies_the_sentence_before_it() -> None:
    text = "The boss kept their passports. All of these issues have been resolved."
    assert standings(text) == {PAPERS: "remedied"}


def test_that_not_all_was_resolved_remedies_nothing() -> None:
    text = "The auditor named isolation. All of these issues have not been resolved."
    assert standings(text) == {"isolation": "alleged"}


def test_one_place_that_stands_is_enough_and_is_quoted_first() -> None:
    text = (
        "The firm denies that it confiscated passports. It rained for a week in May. "
        "The agent has their passports in a drawer."
    )
    found = find_indicators(case_of(text)).indicators

    assert [(i.standing, i.quote) for i in found] == [
        ("alleged", "The agent has their passports in a drawer")
    ]
