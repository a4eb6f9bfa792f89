import tomllib

import pytest

from tests.unit.services.enrich.steps.goods_indicator_cases import (
    DATA,
    case_of,
    claim_of,
)


def claim(text: str, language: str = "en") -> tuple[bool, str]:
    return claim_of(case_of(text, language))


def test_an_accusation_is_an_allegation_with_a_reason() -> None:
    assert claim(
        "Investigators found forced labor and confiscated passports at the mill."
    ) == (
        True,
        (
            "The text says that forced labor was used or found; it shows retention "
            "of identity documents."
        ),
    )


def test_a_measure_against_forced_labor_is_an_allegation() -> None:
    text = (
        "A withhold release order stops the gloves of Velmara Latex Sdn. Bhd. "
        "It rests on forced labor."
    )

    assert claim(text)[1] == "The text tells of measures against forced labor."


def test_signs_without_the_words_are_an_allegation() -> None:
    alleged, reason = claim(
        "In the mill we were not paid for months. The boss kept our passports."
    )

    assert alleged
    assert reason.startswith("The text describes signs of forced labor; it shows ")


@pytest.mark.parametrize(
    ("text", "language", "reason"),
    [
        (
            "We do not tolerate forced labor. Suppliers must not keep passports.",
            "en",
            "The text speaks of forced labor only as a rule or in general.",
        ),
        (
            "The union called a strike over pay. Pickets block the gate.",
            "en",
            "The text is about something else: a strike or a dispute over pay.",
        ),
        (
            "Officers seized counterfeit shoes. The fake goods were destroyed.",
            "en",
            "The text is about something else: counterfeit or smuggled goods.",
        ),
        (
            "El sindicato inició una huelga por un aumento salarial.",
            "es",
            "The text is about something else: a strike or a dispute over pay.",
        ),
        (
            "The audit found no evidence of forced labor at the mill.",
            "en",
            "The text says that no forced labor was found.",
        ),
        (
            "The garden opens at nine.",
            "en",
            "Nothing in the text says that goods are made.",
        ),
        (
            "The garden sells tomatoes from its own farm.",
            "en",
            "The text neither alleges forced labor nor shows signs of it.",
        ),
        (
            "The maid was not paid. The nanny had no passport. Both kept house.",
            "en",
            "The text is about work that makes no goods.",
        ),
        (
            "Forced labor: our policy\nIn debt bondage a worker owes his boss money.",
            "en",
            "The text speaks of forced labor only as a rule or in general.",
        ),
        (
            "Forced labor is rare at sea. Was the cook of the vessel a slave?",
            "en",
            "The text tells too little of forced labor in making goods.",
        ),
        (
            "Children pick cocoa on the farms of their parents.",
            "en",
            "The text neither alleges forced labor nor shows signs of it.",
        ),
        (
            "In the world 28 million people are in forced labor in mines and on farms.",
            "en",
            "The text neither alleges forced labor nor shows signs of it.",
        ),
        (
            "La loi contre le travail forcé obligera les marques à publier une liste.",
            "fr",
            "The text speaks of forced labor only as a rule or in general.",
        ),
        (
            "La empleada del hogar no cobraba. Limpiaba un bar de la familia.",
            "es",
            "The text is about work that makes no goods.",
        ),
    ],
)
def test_other_stories_allege_nothing(text: str, language: str, reason: str) -> None:
    assert claim(text, language) == (False, reason)


def test_signs_marked_on_the_form_are_an_allegation() -> None:
    case = case_of("See the form.", labor={"indicators": ["isolation"]})

    assert claim_of(case) == (
        True,
        "The reporter marked signs of forced labor on the form.",
    )


def test_the_reason_names_three_indicators_and_counts_the_rest() -> None:
    reason = claim(
        "CBP found forced labor on the vessel: deception, isolation, debt bondage, "
        "abuse of vulnerability and excessive overtime."
    )[1]

    assert reason.endswith("and 2 more.")


@pytest.mark.parametrize(
    ("file", "count"), [("short.toml", 22), ("further.toml", 40), ("others.toml", 29)]
)
def test_short_texts_of_every_kind_are_told_apart(file: str, count: int) -> None:
    texts = tomllib.loads((DATA / "claims" / file).read_text("utf-8"))["text"]
    wrong = [
        text["text"]
        for text in texts
        if claim(text["text"], text["language"])[0] != text["alleges"]
    ]

    assert len(texts) == count
    assert len(wrong) <= count // 20


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "At the shrimp factory Siam Pearl the boss keeps our passports. No pay.",
            "en",
        ),
        ("They took our passports and we cannot leave the farm in Italy.", "en"),
        ("At Kestrel Tuna the captain hits us. No wages since March.", "en"),
        (
            "En la fábrica de camarón el jefe tiene nuestros pasaportes y no nos paga.",
            "es",
        ),
        (
            "Dans la conserverie le patron garde nos passeports et ne nous paie pas.",
            "fr",
        ),
        ("我们在虾厂工作。老板扣了我们的护照。不给工资。", "zh"),
    ],
)
def test_a_tip_of_a_line_or_two_is_a_claim(text: str, language: str) -> None:
    assert claim(text, language)[0] is True


@pytest.mark.parametrize(
    ("text", "language", "signs"),
    [
        (
            "In Oman a laundry keeps our passports and has not paid us since May.",
            "en",
            "retention of identity documents, withholding of wages",
        ),
        (
            "En Omán una empresa de limpieza retiene los pasaportes y no paga.",
            "es",
            "retention of identity documents, withholding of wages",
        ),
        (
            "À Oman une entreprise de gardiennage garde nos passeports.",
            "fr",
            "retention of identity documents",
        ),
        ("阿曼一家酒店扣押我们的护照。", "zh", "retention of identity documents"),
        ("They lock us in at night.", "en", "restriction of movement"),
    ],
)
def test_signs_in_other_work_are_told_and_are_no_claim(
    text: str, language: str, signs: str
) -> None:
    reason = f"The text describes signs of forced labor; it shows {signs}."
    without = "Nothing in the text says that goods are made."
    assert claim(text, language) == (False, f"{reason} {without}")


@pytest.mark.parametrize(
    "text",
    [
        "My boss at the shoe factory did not pay my overtime last month.",
        "The factory closed and workers are owed two months of wages.",
        "I lost my passport at the textile market in Istanbul.",
    ],
)
def test_a_line_about_pay_or_a_lost_passport_is_no_claim(text: str) -> None:
    assert claim(text)[0] is False
