from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from services.desk import readings
from services.desk.accounts.person import Person, Role
from services.desk.readings import Readings
from tests.auditors import audited, auditor_of
from tests.desk_world import case_document, desk_world
from tests.manual_clock import ManualClock
from tests.vaults import vault_of
from tocsin.audit import Auditor
from tocsin.ids import case_id
from tocsin.settings import load_settings

OSEI = Person("p-osei", "R. Osei", frozenset({Role.REVIEWER}))
ADEYEMI = Person("p-adeyemi", "M. Adeyemi", frozenset({Role.REVIEWER}))
FIRST = case_id("first")


@pytest.fixture
def auditor(tmp_path: Path) -> Iterator[Auditor]:
    clock = ManualClock()
    with (
        vault_of(load_settings(data=tmp_path, demo=True), clock) as vault,
        auditor_of(tmp_path, vault.url, clock) as auditor,
    ):
        yield auditor


def test_a_case_that_is_loaded_again_adds_no_row(auditor: Auditor) -> None:
    noted = Readings(auditor)
    for _ in range(3):
        noted.note(OSEI, FIRST, "page")
        auditor.clock.sleep(150)
    assert audited(auditor) == [("desk:p-osei", "case.read", FIRST, "page")]


def test_who_comes_back_after_ten_minutes_adds_another_row(auditor: Auditor) -> None:
    noted = Readings(auditor)
    noted.note(OSEI, FIRST, "page")
    auditor.clock.sleep(600)
    noted.note(OSEI, FIRST, "page")
    assert len(audited(auditor)) == 2


def test_each_person_case_and_part_has_a_row(auditor: Auditor) -> None:
    noted = Readings(auditor)
    noted.note(OSEI, FIRST, "page")
    noted.note(ADEYEMI, FIRST, "page")
    noted.note(OSEI, case_id("second"), "page")
    noted.note(OSEI, FIRST, "text of narrative")
    assert [(who, what) for who, _, _, what in audited(auditor)] == [
        ("desk:p-osei", "page"),
        ("desk:p-adeyemi", "page"),
        ("desk:p-osei", "page"),
        ("desk:p-osei", "text of narrative"),
    ]


def test_what_is_remembered_has_a_limit(
    auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "REMEMBERED_MAX", 1)
    noted = Readings(auditor)
    for name in ("first", "second", "first"):
        noted.note(OSEI, case_id(name), "page")
    assert len(audited(auditor)) == 3


def test_each_way_to_read_a_case_is_written_down(tmp_path: Path) -> None:
    with desk_world(tmp_path) as world, TestClient(world.app) as client:
        world.add(case_document("first"))
        base = "http://127.0.0.1"
        for path in (
            f"/desk/cases/{FIRST}",
            f"/desk/cases/{FIRST}/texts/narrative",
            f"/desk/cases/{FIRST}/allegation.json",
            f"/v1/cases/{FIRST}",
            f"/v1/cases/{FIRST}/related",
            f"/v1/cases/{FIRST}/history",
        ):
            assert client.get(base + path).status_code == 200
        for path in (
            "/desk/",
            "/desk/cases/nowhere",
            f"/desk/cases/{FIRST}/texts/nowhere",
            "/v1/cases/nowhere",
        ):
            client.get(base + path)
        rows = audited(world.desk.auditor)
    assert {(who, case) for who, _, case, _ in rows} == {("desk:demo", FIRST)}
    assert [(what, how) for _, what, _, how in rows] == [
        ("case.read", "page"),
        ("case.read", "text of narrative"),
        ("case.exported", "allegation as json"),
        ("case.read", "as json"),
        ("case.read", "related cases"),
        ("case.read", "history"),
    ]
