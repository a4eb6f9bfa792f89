"""What the page of a case shows of merging."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.desk_world import DeskWorld, case_document, desk_world
from tests.unit.services.desk.casework.browsing import (
    SECOND,
    browser,
    opened,
    send,
    text_of,
)
from tocsin.ids import case_id


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path) as world:
        world.add(case_document("first"), case_document("second"))
        yield world


@pytest.fixture
def client(world: DeskWorld) -> Iterator[TestClient]:
    with browser(world) as client:
        yield client


def test_a_merged_case_says_where_the_work_is_at_the_end_of_all_merges(
    client: TestClient, world: DeskWorld
) -> None:
    third = case_id("third")
    world.add(case_document("third", status="in_review", assignee_name="R. Osei"))
    middle = case_document("middle", merged_into=third, status="closed")
    outer = case_document("outer", merged_into=case_id("middle"), status="closed")
    world.add(middle, outer)
    page = opened(client, f"/desk/cases/{case_id('outer')}")
    link = page.css_first("#work .note a")
    assert link is not None
    assert link.attributes["href"] == f"/desk/cases/{third}"
    told = text_of(page, "#work .note")
    assert "That case is in review, with R. Osei." in told


def test_a_case_merged_into_one_that_was_erased_says_so(
    client: TestClient, world: DeskWorld
) -> None:
    world.add(case_document("left", merged_into=case_id("gone"), status="closed"))
    page = opened(client, f"/desk/cases/{case_id('left')}")
    assert "it was erased" in text_of(page, "#work .note")


def test_a_case_is_merged_by_the_address_of_the_other_one(client: TestClient) -> None:
    pasted = f" https://desk.example.org/desk/cases/{SECOND}/?saved=1#work"
    answer = send(client, "merge", version=0, into=pasted)
    page = opened(client, answer.headers["location"])
    assert f"Merged into: {SECOND}" in text_of(page, "section[aria-labelledby=history]")
