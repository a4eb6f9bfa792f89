import tomllib

import pytest

from services.enrich.steps.claim import alleges_forced_labor
from services.enrich.steps.indicators import find_indicators
from tests.unit.services.enrich.steps.goods_indicator_cases import DATA, case_of


def claim(text: str, language: str = "en") -> tuple[bool, str]:
    case = case_of(text, language)
    found = find_indicators(case)
    return alleges_forced_labor(case, found.indicators, found.tags)


def test_an_accusation_is_an_allegation_with_a_reason() -> None:
    assert claim("Investigators found forced labor and confiscated passports.") == (
        True,
        (
            "The text says that forced labor was used or found; it shows retention "
            "of identity documents."
        ),
    )


def test_a_measure_against_forced_labor_is_an_allegation() -> None:
    text = "A withhold release order stops the gloves. It rests on forced labor."

    assert claim(text)[1] == "The text tells of measures against forced labor."


def test_signs_without_the_words_are_an_allegation() -> None:
    alleged, reason = claim("We were not paid for months and slept on the floor.")

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
            "The text neither alleges forced labor nor shows signs of it.",
        ),
    ],
)
def test_other_stories_allege_nothing(text: str, language: str, reason: str) -> None:
    assert claim(text, language) == (False, reason)


def test_signs_marked_on_the_form_are_an_allegation() -> None:
    case = case_of("See the form.", labor={"indicators": ["isolation"]})

    assert alleges_forced_labor(case, (), ()) == (
        True,
        "The reporter marked signs of forced labor on the form.",
    )


def test_the_reason_names_three_indicators_and_counts_the_rest() -> None:
    reason = claim(
        "CBP found forced labor: deception, isolation, debt bondage, "
        "abuse of vulnerability and excessive overtime."
    )[1]

    assert reason.endswith("and 2 more.")


@pytest.mark.parametrize(("file", "count"), [("short.toml", 22), ("further.toml", 40)])
def test_short_texts_of_every_kind_are_told_apart(file: str, count: int) -> None:
    texts = tomllib.loads((DATA / "claims" / file).read_text("utf-8"))["text"]
    wrong = [
        text["text"]
        for text in texts
        if claim(text["text"], text["language"])[0] != text["alleges"]
    ]

    assert len(texts) == count
    assert len(wrong) <= 1
