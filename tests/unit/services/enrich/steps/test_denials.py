"""Sentences that use the words of the indicators and show none."""

import pytest

from services.enrich.steps.indicators import find_indicators
from tests.unit.services.enrich.steps.goods_indicator_cases import case_of, claim_of


def shown(text: str, language: str = "en") -> list[str]:
    return [i.id for i in find_indicators(case_of(text, language)).indicators]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("No other glove maker in Malaysia is as big as Kelvar Gloves.", "en"),
        ("No mill in the province ships more shoes than Bolvane.", "en"),
        ("Ningún otro fabricante de guantes es tan grande como Kelvar.", "es"),
        ("Aucun autre fabricant de gants n'est aussi grand que Kelvar.", "fr"),
        ("没有其他手套制造商像凯尔瓦那么大。", "zh"),
    ],
)
def test_a_comparison_lacks_nothing(text: str, language: str) -> None:
    assert shown(text, language) == []


def test_a_lack_in_a_sentence_that_compares_nothing_is_a_sign() -> None:
    assert shown("The night shift had no gloves.") == [
        "abusive_working_and_living_conditions"
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("There had never been violence, threats or isolation at the plant.", "en"),
        ("There is neither debt bondage nor withholding of wages.", "en"),
        ("No hubo aislamiento, servidumbre por deudas ni impago de salarios.", "es"),
        ("Il n'y a ni isolement, ni servitude pour dettes.", "fr"),
        ("没有人扣押工人的护照\uff0c也没有工人欠中介的债。", "zh"),
    ],
)
def test_a_denial_denies_all_that_it_lists(text: str, language: str) -> None:
    assert shown(text, language) == []


def test_what_follows_a_lack_by_or_is_no_part_of_its_list() -> None:
    text = "Some were left without a meal, or shut in an isolation cell."
    assert "isolation" in shown(text)


def test_a_negation_reaches_no_further_than_a_semicolon() -> None:
    text = "Stock is not stolen; the dormitory is open and workers come and go."
    assert shown(text) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The course teaches inspectors to recognize debt bondage and threats.", "en"),
        ("En el taller se enseña a reconocer la servidumbre por deudas.", "es"),
        ("La formation apprend à reconnaître la servitude pour dettes.", "fr"),
        ("培训课程教检查员如何识别债务束缚和拖欠工资。", "zh"),
        ("Any supplier that is found to confiscate passports loses its order.", "en"),
        ("Cualquier proveedor que retenga pasaportes quedará fuera.", "es"),
        ("Tout fournisseur qui confisque des passeports sera rayé.", "fr"),
        ("任何供应商如扣押护照或殴打工人\uff0c将被除名。", "zh"),
        ("是否扣押护照\uff1f是否拖欠工资\uff1f", "zh"),
    ],
)
def test_lessons_warnings_and_questions_tell_of_nobody(
    text: str, language: str
) -> None:
    assert shown(text, language) == []


def test_who_learned_of_a_debt_was_taught_nothing() -> None:
    assert shown("On arrival they learned that they were in debt bondage.") == [
        "debt_bondage"
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The striker beat two defenders and was locked in a duel.", "en"),
        ("El delantero golpeó el balón y amenazó la portería.", "es"),
        ("L'attaquant a battu le gardien de but et menacé le but.", "fr"),
        ("前锋打门\uff0c守门员被打。", "zh"),
    ],
)
def test_who_is_beaten_in_a_match_is_not_hurt(text: str, language: str) -> None:
    assert shown(text, language) == []


def test_one_word_of_sport_makes_no_match() -> None:
    text = "The foreman, once a goalkeeper, beat them and kept their passports."
    assert shown(text) == [
        "physical_and_sexual_violence",
        "retention_of_identity_documents",
    ]


def test_a_film_that_tells_of_a_beating_alleges_nothing() -> None:
    text = "The film tells of a fisherman who is beaten. It is in cinemas on Friday."
    assert claim_of(case_of(text)) == (
        False,
        "The text is about something else: a film or a novel.",
    )


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Workers keep their own passports.", "en"),
        ("Los obreros guardan sus propios pasaportes.", "es"),
        ("Les ouvrières gardent leurs propres passeports.", "fr"),
        ("工人自己保管护照。", "zh"),
        ("Officers confiscated 4,000 counterfeit passports.", "en"),
        ("The warehouse is locked at night.", "en"),
        ("They mold bricks.", "en"),
    ],
)
def test_papers_with_their_owners_and_locked_goods_are_no_sign(
    text: str, language: str
) -> None:
    assert shown(text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        (
            "Nobody at the Selmar mill in Bangladesh may leave before six.",
            "en",
            "restriction_of_movement",
        ),
        ("No picker has ever got his wages in full.", "en", "withholding_of_wages"),
        ("They have been unpaid since March.", "en", "withholding_of_wages"),
        (
            "Nos dijo que llamaría a migración si dejábamos de cortar caña.",
            "es",
            "intimidation_and_threats",
        ),
        (
            "El encargado se niega a devolver los pasaportes.",
            "es",
            "retention_of_identity_documents",
        ),
        (
            "Le gérant refuse de rendre les passeports.",
            "fr",
            "retention_of_identity_documents",
        ),
        (
            "On m'a promis une place de cuisinier et je me suis retrouvé à la mine.",
            "fr",
            "deception",
        ),
        (
            "公司把工人的护照锁在保险柜里。",
            "zh",
            "retention_of_identity_documents",
        ),
        ("工头用皮带打工人。", "zh", "physical_and_sexual_violence"),
        (
            "工人必须先还清老板的预付款才能离开。",
            "zh",
            "debt_bondage",
        ),
        ("中介答应我做办公室工作\uff0c结果把我送进工厂。", "zh", "deception"),
    ],
)
def test_oblique_words_show_exactly_one_sign(
    text: str, language: str, label: str
) -> None:
    assert shown(text, language) == [label]
