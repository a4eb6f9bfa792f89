"""What the form takes as an answer, and what it asks to be mended."""

from datetime import date

import pytest

from services.intake.form.answers import (
    FieldFault,
    find_faults,
    partial_date,
    read_answers,
)
from services.intake.form.choices import SPOKEN, countries, months, spoken
from services.intake.form.draft import Draft
from services.intake.form.pages import PAGES
from services.intake.form.questions import Question
from services.intake.form.submitting import submission_of
from tocsin.web.pages import LANGUAGES, Language

TODAY = date(2026, 3, 1)
WHEN = Question("started_on", "date", "Since when?")


def faults(question: Question, **typed: str) -> list[str]:
    return [fault.field for fault in find_faults([question], typed, TODAY)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"year": "2025"}, "2025"),
        ({"year": "2025", "month": "03"}, "2025-03"),
        ({"year": "2025", "month": "03", "day": "4"}, "2025-03-04"),
        ({}, None),
    ],
)
def test_a_date_may_be_partial(typed: dict[str, str], expected: str | None) -> None:
    answers = {f"started_on_{part}": value for part, value in typed.items()}
    assert find_faults([WHEN], answers, TODAY) == []
    assert partial_date("started_on", answers) == expected


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"month": "03"}, "started_on_year"),
        ({"year": "25"}, "started_on_year"),
        ({"year": "2025", "day": "4"}, "started_on_month"),
        ({"year": "2025", "month": "02", "day": "30"}, "started_on_day"),
        ({"year": "2025", "month": "02", "day": "x"}, "started_on_day"),
        ({"year": "0000"}, "started_on_day"),
        ({"year": "2026", "month": "04"}, "started_on_year"),
    ],
)
def test_a_date_that_cannot_be_names_the_field(
    typed: dict[str, str], field: str
) -> None:
    answers = {f"started_on_{part}": value for part, value in typed.items()}
    assert [fault.field for fault in find_faults([WHEN], answers, TODAY)] == [field]


def test_digits_of_any_script_are_digits() -> None:
    fields = {f"started_on_{part}": [""] for part in ("month", "day")}
    answers = read_answers([WHEN], {**fields, "started_on_year": ["٢٠٢٥"]})
    assert partial_date("started_on", answers) == "2025"


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        (Question("email", "email", ""), "nobody"),
        (Question("workers", "number", ""), "many"),
        (Question("workers", "number", ""), "9" * 12),
        (Question("hs_code", "hs_code", ""), "shrimp"),
        (Question("name", "line", ""), "x" * 501),
        (Question("name", "line", ""), "a\0b"),
        (Question("ports", "lines", ""), "a\n" * 21),
        (Question("ports", "lines", ""), "x" * 501),
        (PAGES[1].questions[0], "no_such_sign"),
    ],
)
def test_an_answer_that_cannot_be_taken_is_refused(
    question: Question, typed: str
) -> None:
    assert faults(question, **{question.name: typed}) == [question.name]


def test_a_story_of_which_nothing_can_be_seen_is_none() -> None:
    assert find_faults(PAGES[0].questions, {"narrative": "\u200b\u2060"}, TODAY) == [
        FieldFault("narrative", "Write something here. A few words are enough.")
    ]


def test_only_the_story_must_be_told() -> None:
    required = [
        question.name
        for page in PAGES
        for question in page.questions
        if question.required
    ]
    assert required == ["narrative"]
    assert find_faults(PAGES[0].questions, {}, TODAY) == [
        FieldFault("narrative", "Write something here. A few words are enough.")
    ]


def test_i_do_not_know_is_an_answer_and_no_fact() -> None:
    answers = {"narrative": "Held.", "ongoing": "unknown", "known_from": "unknown"}
    report = submission_of(Draft(key="k", answers=answers))
    assert report.labor is None
    assert report.reporter is None


def test_no_is_an_answer_and_a_fact() -> None:
    answers = {"narrative": "Held.", "ongoing": "no", "retaliation_risk": "no"}
    report = submission_of(Draft(key="k", answers=answers))
    assert report.labor is not None
    assert report.labor.ongoing is False
    assert report.retaliation_risk is False


def test_a_name_is_left_out_by_who_stays_anonymous_after_all() -> None:
    typed = {"narrative": "Held.", "reporter_name": "Ana", "identity": "anonymous"}
    assert submission_of(Draft(key="k", answers=typed)).reporter is None
    named = submission_of(Draft(key="k", answers={**typed, "identity": "named"}))
    assert named.reporter is not None
    assert named.reporter.name == "Ana"
    assert named.reporter.may_contact is False


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda one: one.code)
def test_countries_languages_and_months_have_names(language: Language) -> None:
    assert len(countries(language)) == 249
    assert len(spoken(language)) == len(SPOKEN)
    assert [month.value for month in months(language)][:2] == ["01", "02"]
