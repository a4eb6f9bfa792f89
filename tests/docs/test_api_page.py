"""The page of the HTTP interfaces equals the services' routes and answers."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from fastapi import FastAPI
from pydantic import BaseModel

from services.desk import answers
from services.desk.api import AGGREGATE_ROWS, AGGREGATE_ROWS_MAX
from services.desk.casework import answers as casework
from services.desk.casework.bulk import CASES_MAX, BulkAnswer, BulkRequest
from services.desk.casework.requested import CHANGES_MAX, RequestedChange
from services.desk.exports.answers import ExportAnswer
from services.desk.exports.exhibits import Exhibit
from services.desk.exports.formats import CaseExport
from services.desk.exports.job import ROWS_MAX
from services.desk.letters.answers import (
    AT_ONCE_MAX,
    DiscardRequest,
    LetterAnswer,
    LetterDetail,
    LettersAnswer,
    SettledAnswer,
)
from services.desk.parameters import LIMIT, LIMIT_MAX, OWN
from services.desk.related import RelatedAnswer
from services.desk.reveals.answers import ReporterAnswer, RevealAnswer
from services.desk.service import open_desk
from services.intake.api import Accepted, intake_router
from tests.docs.pages import codes, page, rows
from tests.intake_world import intake_world
from tocsin.health import Health
from tocsin.metrics import Metrics
from tocsin.search.fields import FACETS
from tocsin.search.tantivy import TantivyIndex
from tocsin.settings import load_settings
from tocsin.web import create_app
from tocsin.web.pages import Assets

PAGE = page("reference/api.md")
SEARCHING, AGGREGATES = PAGE.split("`GET /v1/aggregates` takes two more:")
ANSWERS = (
    answers.CasesAnswer,
    answers.CaseSummary,
    answers.CaseAnswer,
    casework.ChangedAnswer,
    BulkAnswer,
    casework.HistoryAnswer,
    casework.HistoryRow,
    RelatedAnswer,
    RevealAnswer,
    ReporterAnswer,
    answers.AggregatesAnswer,
    CaseExport,
    Exhibit,
    ExportAnswer,
    answers.StreamAnswer,
    answers.StageAnswer,
    LettersAnswer,
    LetterAnswer,
    LetterDetail,
    SettledAnswer,
)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FastAPI]:
    with (
        intake_world(tmp_path) as world,
        TantivyIndex(tmp_path / "index") as index,
    ):
        settings = load_settings(data=tmp_path, demo=True)
        with open_desk(settings, world.log, index, Assets.load(), world.clock) as desk:
            routers = [intake_router(world.reception), *desk.routers]
            yield create_app(
                "All", routers=routers, health=Health({}), metrics=Metrics()
            )


def test_the_page_has_each_route(app: FastAPI) -> None:
    documented = {
        f"{method.upper()} {path}"
        for path, methods in app.openapi()["paths"].items()
        for method in methods
    }
    hidden = {"GET /livez", "GET /readyz", "GET /metrics"}
    assert set(rows(PAGE, "Routes")) == documented | hidden


def test_the_answer_to_a_report_is_told_in_full() -> None:
    assert list(rows(PAGE, "Reporting")) == list(Accepted.model_fields)


def test_the_page_has_each_parameter_of_a_search() -> None:
    told = rows(SEARCHING, "Searching")
    assert set(told) == OWN | set(FACETS)
    assert list(told)[-len(FACETS) :] == list(FACETS)


def test_the_page_has_the_parameters_of_aggregates_with_their_limits() -> None:
    told = rows(AGGREGATES.partition("## Changing cases")[0])
    assert list(told) == ["by", "rows"]
    assert f"1 to {AGGREGATE_ROWS_MAX}; {AGGREGATE_ROWS} unless" in told["rows"][0]


def test_the_page_gives_the_limits_of_a_page() -> None:
    assert (
        f"1 to {LIMIT_MAX}; {LIMIT} unless" in rows(SEARCHING, "Searching")["limit"][0]
    )


def test_the_page_has_each_kind_of_change_with_its_fields() -> None:
    told = rows(PAGE, "Changing cases")
    kinds = {}
    for model in get_args(get_args(RequestedChange)[0]):
        fields = [name for name in model.model_fields if name != "change"]
        for kind in get_args(model.model_fields["change"].annotation):
            kinds[kind] = fields
    assert {kind: codes(cells[0]) for kind, cells in told.items()} == kinds
    assert f"{CHANGES_MAX} changes" in PAGE


def test_the_page_has_the_request_for_many_cases_with_its_limit() -> None:
    told = rows(PAGE, "Changing many cases")
    assert list(told) == list(BulkRequest.model_fields)
    assert f"for at most {CASES_MAX:,} cases" in PAGE


def test_the_page_has_the_request_to_settle_letters_with_its_limit() -> None:
    told = rows(PAGE, "Settling dead letters")
    assert set(told) == set(DiscardRequest.model_fields)
    assert f"at most {AT_ONCE_MAX} letters" in PAGE


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda model: model.__name__)
def test_each_answer_is_told_in_full(answer: type[BaseModel]) -> None:
    (section,) = re.findall(
        rf"^### {answer.__name__}\n(.*?)(?=^### |\Z)", PAGE, re.MULTILINE | re.DOTALL
    )
    assert list(rows(section)) == list(answer.model_fields)


def test_the_page_gives_the_most_rows_of_an_export() -> None:
    assert f"Rows that a file has at most: {ROWS_MAX:,}." in PAGE
