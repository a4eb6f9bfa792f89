"""From the fields of a request to answers, and what is wrong with them."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import EmailStr, TypeAdapter, ValidationError

from schemas.values import is_blank
from services.intake.form.draft import Answers
from services.intake.form.questions import Question, msg
from tocsin.numerals import whole

DATE_PARTS = ("year", "month", "day")
LINES_MAX = {"ports": 20, "aliases": 20, "prior_reports": 20, "bills_of_lading": 50}
"""As schemas.submission has them."""

LINE_CHARS_MAX = 500
WORKERS_MAX = 100_000_000

_EMAIL: TypeAdapter[str] = TypeAdapter(EmailStr)
_HS_CODE = re.compile(r"\d{2}(\.?\d{2}){0,4}")
_IN_DIGITS = frozenset({"date", "number", "hs_code"})
_TRAPS = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One fault: the field that is to be mended, and the words for it."""

    field: str
    message: str


def fields_of(question: Question) -> tuple[str, ...]:
    """Names of the form fields of a question."""
    if question.kind == "date":
        return tuple(f"{question.name}_{part}" for part in DATE_PARTS)
    return (question.name,)


def read_answers(
    questions: Sequence[Question], fields: Mapping[str, Sequence[str]]
) -> Answers:
    """What was typed, trimmed; several ticks are joined by spaces.

    Args:
        questions: those of the page; other fields are left out.
        fields: name -> values, as the browser sent them.
    """
    answers: Answers = {}
    for question in questions:
        if question.kind == "file":
            continue
        for name in fields_of(question):
            typed = " ".join(fields.get(name, ()))
            answers[name] = typed.replace("\r\n", "\n").strip()
            if question.kind in _IN_DIGITS:
                answers[name] = _with_ascii_digits(answers[name])
    return answers


def find_faults(
    questions: Sequence[Question], answers: Answers, today: date
) -> list[FieldFault]:
    """All faults of a page, in the order of its questions.

    Args:
        questions: those of the page.
        answers: what was typed.
        today: the latest day that can be named.
    """
    return [
        fault
        for question in questions
        for fault in _faults_of(question, answers, today)
    ]


def _faults_of(
    question: Question, answers: Answers, today: date
) -> Iterator[FieldFault]:
    name = question.name
    typed = answers.get(name, "")
    if question.kind == "date":
        yield from _date_faults(name, answers, today)
    elif question.required and is_blank(typed):
        yield FieldFault(name, msg("Write something here. A few words are enough."))
    elif _TRAPS.search(typed):
        yield FieldFault(name, msg("There is a character in this that cannot be kept."))
    elif len(typed) > question.chars_max and question.kind != "lines":
        yield FieldFault(
            name, msg("This is too long. Shorten it or send it as a file.")
        )
    elif typed:
        message = _form_fault(question, typed)
        if message is not None:
            yield FieldFault(name, message)


def _form_fault(question: Question, typed: str) -> str | None:
    """What is wrong with the form of an answer that is there."""
    if question.kind == "lines":
        return _lines_fault(question, typed)
    if question.options:
        known = {option.value for option in question.options}
        chosen = known.issuperset(typed.split())
        return None if chosen else msg("Choose one of the answers.")
    if question.kind == "number" and not _is_number(typed):
        return msg("Write a number in digits, for instance 40.")
    if question.kind == "email" and not _is_email(typed):
        return msg("Write a whole address, for instance name@example.org.")
    if question.kind == "hs_code" and not _HS_CODE.fullmatch(typed):
        return msg("Write 2, 4, 6, 8 or 10 digits, for instance 0306.17.")
    return None


def _lines_fault(question: Question, typed: str) -> str | None:
    lines = lines_of(typed)
    if len(lines) > LINES_MAX[question.name]:
        return msg("These are too many lines.")
    if any(len(line) > LINE_CHARS_MAX for line in lines):
        return msg("A line is too long.")
    return None


def _with_ascii_digits(typed: str) -> str:
    """The digits of any script as 0 to 9."""
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char for char in typed
    )


def _is_number(typed: str) -> bool:
    number = whole(typed)
    return number is not None and number <= WORKERS_MAX


def lines_of(typed: str) -> tuple[str, ...]:
    """The lines that are not empty, trimmed."""
    return tuple(line.strip() for line in typed.split("\n") if line.strip())


def partial_date(name: str, answers: Answers) -> str | None:
    """2025, 2025-03 or 2025-03-14; None where no year was given."""
    year, month, day = _parts(name, answers)
    if not year:
        return None
    return "-".join([f"{year:0>4}", *(f"{part:0>2}" for part in (month, day) if part)])


def _parts(name: str, answers: Answers) -> tuple[str, str, str]:
    year, month, day = (answers.get(f"{name}_{part}", "") for part in DATE_PARTS)
    return year, month, day


def _date_faults(name: str, answers: Answers, today: date) -> Iterator[FieldFault]:
    year, month, day = _parts(name, answers)
    if not (year or month or day):
        return
    if not year:
        yield FieldFault(f"{name}_year", msg("Add the year."))
        return
    if not re.fullmatch(r"[0-9]{4}", year):
        yield FieldFault(f"{name}_year", msg("Write the year in four digits."))
        return
    if day and not month:
        yield FieldFault(f"{name}_month", msg("Add the month."))
        return
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        yield FieldFault(f"{name}_day", msg("This date does not exist."))
        return
    named = partial_date(name, answers) or ""
    if named > today.isoformat()[: len(named)]:
        yield FieldFault(f"{name}_year", msg("This date is in the future."))


def _is_email(typed: str) -> bool:
    try:
        _EMAIL.validate_python(typed)
    except ValidationError:
        return False
    return True
