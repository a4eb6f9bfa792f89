"""What the templates of the form get to show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.intake.checks import EARLIEST_TIME_ZONE
from services.intake.form.advice import parts_of
from services.intake.form.answers import FieldFault, fields_of, partial_date
from services.intake.form.choices import countries, months, spoken
from services.intake.form.draft import Answers, Draft
from services.intake.form.pages import CHECK, STEPS
from services.intake.form.questions import Option, Page, Question
from services.intake.form.returned import Returned
from services.intake.form.saving import draft_faults
from services.intake.form.service import Form
from tocsin.numerals import whole
from tocsin.web.pages import Language

INVALID = 422
YEAR_CHARS = 4
SEE_OTHER = 303
LOST = "report?again"
"""Where those go whose draft is gone."""

DELETED = "report?deleted"
"""Where those go who had their draft deleted."""

SAVED = "report/saved"
"""Where those go whose draft has a code."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How a page is shown.

    Attributes:
        item: number of the item that is changed; empty for a new one.
        came_from: `check` when the reader goes back there afterwards.
        faults: what is wrong with what was typed.
    """

    item: str = ""
    came_from: str = ""
    faults: Sequence[FieldFault] = ()

    @classmethod
    def of(cls, request: Request) -> Self:
        """As the address says."""
        item = request.query_params.get("item", "")
        came_from = "check" if request.query_params.get("from") == "check" else ""
        return cls("" if whole(item) is None else item, came_from)

    @property
    def query(self) -> str:
        """The part of an address that `of` reads."""
        asked = {"item": self.item, "from": self.came_from}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"?{query}" if query else ""


@dataclass(frozen=True, slots=True)
class Row:
    """A question and its answer; `options` are chosen, `text` is as typed."""

    label: str
    text: str = ""
    options: tuple[Option, ...] = ()


def go_to(language: Language, path: str) -> Response:
    """On to another page, by GET."""
    return RedirectResponse(f"/{language.code}/{path}", SEE_OTHER)


def today_of(form: Form) -> date:
    """The latest day that it is anywhere."""
    return (form.reception.clock.now() + EARLIEST_TIME_ZONE).date()


def hindrances(form: Form, draft: Draft) -> list[tuple[int, FieldFault]]:
    """Page and fault of all that hinders sending."""
    return draft_faults(draft, today_of(form))


def start(form: Form, language: Language, draft: Draft | None, note: str) -> Response:
    """The page before the first question, and what was done before it."""
    going_on = draft is not None and draft.sent is None
    return form.pages.answer(
        "start.html",
        language,
        going_on=going_on,
        sent=draft is not None and draft.sent is not None,
        note=note,
        path="report",
    )


def page(
    form: Form, language: Language, asked_page: Page, draft: Draft, asked: Asked
) -> Response:
    """A page of questions, with what was typed so far."""
    values, items, item = draft.answers, [], ""
    if asked_page.items is not None:
        items = draft.items_of(asked_page.items.name)
        values = draft.pending.get(asked_page.items.name, {})
        item = values.get("item", "")
        if asked.item and int(asked.item) < len(items) and not asked.faults:
            item, values = asked.item, items[int(asked.item)]
    return form.pages.answer(
        "questions.html",
        language,
        status=INVALID if asked.faults else 200,
        page=asked_page,
        values=values,
        items=items,
        item=item,
        came_from=asked.came_from,
        faults=asked.faults,
        faulty={fault.field: fault.message for fault in asked.faults},
        labels=_labels([asked_page]),
        parts=parts_of(draft),
        steps=STEPS,
        pages_all=len(draft.pages_shown) + 1,
        position=draft.pages_shown.index(asked_page) + 1
        if asked_page in draft.pages_shown
        else asked_page.number,
        countries=countries(language),
        spoken=spoken(language),
        months=months(language),
        path=f"report/{asked_page.number}",
    )


def check(
    form: Form,
    language: Language,
    draft: Draft,
    *,
    status: int = 200,
    refused: bool = False,
) -> Response:
    """All answers, what is still missing, and the button that sends them."""
    sections = [
        (shown, _items_rows(shown, draft, language))
        if shown.items is not None
        else (shown, [_rows(shown.questions, draft.answers, language)])
        for shown in draft.pages_shown
    ]
    return form.pages.answer(
        "check.html",
        language,
        status=status,
        sections=sections,
        hindrances=hindrances(form, draft) if status == INVALID else [],
        labels=_labels(draft.pages_shown),
        refused=refused,
        parts=parts_of(draft),
        steps=STEPS,
        back=draft.before(CHECK),
        pages_all=len(draft.pages_shown) + 1,
        path=f"report/{CHECK}",
    )


def receipt(
    form: Form,
    language: Language,
    found: Returned | None = None,
    *,
    typed: str | None = None,
    sent: bool = False,
) -> Response:
    """Where a receipt is typed, and what is told and asked of its report.

    Args:
        form: all that the pages stand on.
        language: of the page.
        found: the report of the receipt, if there is one.
        typed: the number that was asked for; None when none was.
        sent: this browser still holds the number of a report.
    """
    asked = typed is not None
    is_wrong = asked and (found is None or found.fault is not None)
    return form.pages.answer(
        "receipt.html",
        language,
        status=INVALID if is_wrong else 200,
        found=found,
        told=found.told if found else None,
        asked=asked,
        typed=typed or "",
        sent=sent,
        path="receipt",
    )


def _labels(pages: Iterable[Page]) -> dict[str, str]:
    """Field name -> label of its question."""
    return {
        name: question.label
        for page in pages
        for question in page.questions
        for name in fields_of(question)
    }


def _items_rows(page: Page, draft: Draft, language: Language) -> list[list[Row]]:
    items = draft.items_of(page.items.name) if page.items else []
    return [_rows(page.questions, item, language) for item in items]


def _rows(
    questions: Iterable[Question], answers: Answers, language: Language
) -> list[Row]:
    return [_row(question, answers, language) for question in questions]


def _row(question: Question, answers: Answers, language: Language) -> Row:
    typed = answers.get(question.name, "")
    match question.kind:
        case "date":
            year, *rest = (answers.get(name, "") for name in fields_of(question))
            whole_date = partial_date(question.name, answers) or ""
            typed = whole_date if len(year) == YEAR_CHARS else " ".join([year, *rest])
        case "file":
            typed = answers.get("filename", "")
        case "country":
            return Row(question.label, _name_in(countries(language), typed))
        case "language":
            return Row(question.label, _name_in(spoken(language), typed))
    chosen = tuple(o for o in question.options if o.value in typed.split())
    return Row(question.label, "" if question.options else typed.strip(), chosen)


def _name_in(options: Iterable[Option], value: str) -> str:
    return next((o.label for o in options if o.value == value), value)
