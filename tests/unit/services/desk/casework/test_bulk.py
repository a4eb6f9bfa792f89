"""POST /v1/cases/changes: looked at first, told case by case, and undone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.casework_world import ADEYEMI, CaseworkWorld, casework_world
from tests.desk_world import case_document
from tocsin.ids import case_id

NAMES = ("one", "two", "three")
IDS = [case_id(name) for name in NAMES]
TRIAGE = {"change": "status", "status": "triage"}
TO_ME = {"change": "assign", "assignee": "me"}
ALL = [{"case_id": id, "based_on_version": 0} for id in IDS]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[CaseworkWorld]:
    with casework_world(tmp_path) as world:
        world.add(*(case_document(name) for name in NAMES))
        yield world


def bulk(world: CaseworkWorld, **body: Any) -> Any:
    answer = world.post("/v1/cases/changes", {"changes": [TRIAGE], **body})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_preview_counts_and_changes_nothing(world: CaseworkWorld) -> None:
    told = bulk(world, cases=ALL)
    assert (told["preview"], told["total"], told["applied"]) == (True, 3, 3)
    assert told["undo"] is None
    assert {world.case(id).version for id in IDS} == {0}


def test_a_selection_is_changed_case_by_case(world: CaseworkWorld) -> None:
    world.change(IDS[1], 0, {"change": "note", "text": "Mine."}, by=ADEYEMI)
    told = bulk(world, cases=ALL, changes=[TRIAGE, TO_ME], preview=False)
    assert (told["applied"], told["refused"]) == (2, 1)
    assert [(row["applied"], row["code"]) for row in told["outcomes"]] == [
        (True, None),
        (False, "stale"),
        (True, None),
    ]
    assert [world.case(id).status for id in IDS] == ["triage", "new", "triage"]


def test_a_search_is_changed_when_it_finds_what_was_seen(world: CaseworkWorld) -> None:
    seen = bulk(world, search="q=passports&sort=-priority")
    assert seen["total"] == 3
    bulk(world, search="q=passports", expected_total=3, preview=False)
    assert {world.case(id).status for id in IDS} == {"triage"}


def test_a_search_that_finds_something_else_now_is_refused(
    world: CaseworkWorld,
) -> None:
    body = {"changes": [TRIAGE], "search": "q=passports", "expected_total": 2}
    answer = world.post("/v1/cases/changes", {**body, "preview": False})
    assert answer.status_code == 409
    assert {world.case(id).version for id in IDS} == {0}


def test_undoing_takes_back_what_nobody_has_touched_since(world: CaseworkWorld) -> None:
    done = bulk(world, cases=ALL, changes=[TRIAGE, TO_ME], preview=False)
    world.change(IDS[0], 1, {"change": "note", "text": "Mine."}, by=ADEYEMI)
    answer = world.post("/v1/cases/changes", done["undo"]).json()
    assert (answer["applied"], answer["refused"]) == (2, 1)
    states = [(world.case(id).status, world.case(id).assignee) for id in IDS]
    assert states == [("triage", "p-osei"), ("new", None), ("new", None)]


def test_a_case_named_twice_is_changed_once(world: CaseworkWorld) -> None:
    told = bulk(world, cases=[*ALL, *ALL], preview=False)
    assert (told["total"], told["applied"]) == (3, 3)


def test_a_case_that_is_gone_is_told_as_such(world: CaseworkWorld) -> None:
    nowhere = {"case_id": case_id("nowhere"), "based_on_version": 0}
    told = bulk(world, cases=[*ALL, nowhere], preview=False)
    assert [row["code"] for row in told["outcomes"]] == [None, None, None, "no_case"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"changes": [{"change": "merge", "into": IDS[0]}], "cases": ALL},
        {"changes": [], "cases": ALL},
        {"cases": ALL * 400},
        {"search": "status=new&q=x&" + "country=TR&" * 300},
    ],
)
def test_what_cannot_be_said_of_many_cases_is_refused(
    world: CaseworkWorld, wrong: dict[str, Any]
) -> None:
    answer = world.post("/v1/cases/changes", {"changes": [TRIAGE], **wrong})
    assert answer.status_code == 422


def test_a_search_of_nonsense_is_told_where(world: CaseworkWorld) -> None:
    body = {"changes": [TRIAGE], "search": "q=country:(MY"}
    assert world.post("/v1/cases/changes", body).status_code == 400


def test_the_index_agrees_after_a_change_of_many(world: CaseworkWorld) -> None:
    bulk(world, cases=ALL, changes=[TRIAGE, TO_ME], preview=False)
    world.follow()
    stored = world.index.get(IDS)
    assert {stored[id].document.status for id in IDS} == {"triage"}
    assert {stored[id].document.assignee for id in IDS} == {"R. Osei"}
