"""What a receipt tells follows from what the log decided."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from schemas.events import (
    Asked,
    Change,
    Event,
    Merged,
    NoteAdded,
    StatusChanged,
    Unmerged,
)
from schemas.topics import RECEIVED, REVIEWED, Topic
from services.index.handler import IndexHandler
from tests.builders import CASE, START, received, reviewed
from tests.vaults import TriedVault, tried_vault
from tocsin.delivery import Delivery
from tocsin.ids import case_id
from tocsin.log import Record
from tocsin.search.tantivy import TantivyIndex
from tocsin.told import Told, ToldQuestion, ToldStates


class Receipts:
    """An index stage, and what receipts then tell."""

    def __init__(
        self, index: TantivyIndex, vault: TriedVault, told: ToldStates
    ) -> None:
        self._handler = IndexHandler(index, vault.files, vault.codec, told)
        self._vault = vault
        self.told = told
        self._offset = -1

    def review(self, *changes: Change, version: int) -> Told | None:
        """Apply a review; what the receipt then tells."""
        self._offset += 1
        event = reviewed(*changes, id=f"review-{self._offset}", version=version)
        self._handle(event, REVIEWED, self._offset)
        return self.told.of(CASE)

    def receive(self) -> Told | None:
        """Take the report in."""
        self._handle(received(), RECEIVED, 0)
        return self.told.of(CASE)

    def _handle(self, event: Event, topic: Topic, offset: int) -> None:
        new = self._vault.record(event, topic)
        place = (topic.name, 0, offset)
        record = Record(*place, new.key, new.value, new.headers, START)
        self._handler.handle([Delivery(record, 1)])


@pytest.fixture
def receipts(tmp_path: Path) -> Iterator[Receipts]:
    with (
        TantivyIndex(tmp_path / "index") as index,
        tried_vault(tmp_path) as vault,
        closing(ToldStates(vault.url)) as told,
    ):
        index.apply()
        yield Receipts(index, vault, told)


def test_a_report_that_nobody_reviewed_is_told_of_nothing(receipts: Receipts) -> None:
    assert receipts.receive() is None


@pytest.mark.parametrize(
    ("way", "state"),
    [
        (("in_review",), "in_review"),
        (("needs_facts",), "needs_facts"),
        (("closed",), "closed"),
        (("closed", "triage"), "received"),
    ],
)
def test_a_receipt_tells_the_state_and_its_day(
    receipts: Receipts, way: tuple[str, ...], state: str
) -> None:
    told = None
    for version, status in enumerate(way):
        change = StatusChanged.model_validate({"status": status})
        told = receipts.review(change, version=version)
    assert told == Told(state, date(2026, 3, 14))  # type: ignore[arg-type]  # a parameter


@pytest.mark.parametrize(
    ("before", "state"), [("triage", "in_review"), ("closed", "closed")]
)
def test_a_merged_report_is_worked_on_elsewhere_unless_it_was_closed_before(
    receipts: Receipts, before: str, state: str
) -> None:
    receipts.review(StatusChanged.model_validate({"status": before}), version=0)
    told = receipts.review(Merged(into=case_id("another")), version=1)
    assert told is not None
    assert told.state == state


def test_a_merged_report_is_closed_for_as_long_as_the_other_one_is(
    receipts: Receipts,
) -> None:
    receipts.review(Merged(into=case_id("another")), version=0)
    for day, state, seen in (
        (16, "needs_facts", Told("in_review", date(2026, 3, 14))),
        (17, "closed", Told("closed", date(2026, 3, 17))),
        (18, "in_review", Told("in_review", date(2026, 3, 14))),
    ):
        other = Told(state, date(2026, 3, day))  # type: ignore[arg-type]  # a parameter
        receipts.told.tell(case_id("another"), other)
        assert receipts.told.of(CASE) == seen


def test_a_receipt_follows_merges_to_their_end(receipts: Receipts) -> None:
    receipts.review(Merged(into=case_id("another")), version=0)
    day = date(2026, 3, 20)
    last = case_id("last")
    receipts.told.tell(case_id("another"), Told("in_review", day, follows=last))
    receipts.told.tell(last, Told("closed", day))
    assert receipts.told.of(CASE) == Told("closed", day)
    receipts.told.forget(last)
    assert receipts.told.of(CASE) == Told("in_review", date(2026, 3, 14))


def test_reports_that_are_merged_in_a_circle_are_in_review(receipts: Receipts) -> None:
    receipts.review(Merged(into=case_id("another")), version=0)
    receipts.told.tell(case_id("another"), Told("in_review", None, follows=CASE))
    told = receipts.told.of(CASE)
    assert told is not None
    assert told.state == "in_review"


def test_a_report_that_was_taken_out_again_follows_nothing(receipts: Receipts) -> None:
    receipts.review(Merged(into=case_id("another")), version=0)
    receipts.told.tell(case_id("another"), Told("closed", date(2026, 3, 17)))
    assert receipts.review(Unmerged(), version=1) == Told("received", date(2026, 3, 14))


def test_a_question_is_told_with_its_day(receipts: Receipts) -> None:
    told = receipts.review(
        Asked(question_id="question-1", text="In which month?"), version=0
    )
    assert told is not None
    assert told.state == "received"
    assert told.questions == (
        ToldQuestion("question-1", date(2026, 3, 14), "In which month?"),
    )


def test_a_review_that_came_too_late_is_never_told(receipts: Receipts) -> None:
    receipts.review(StatusChanged(status="in_review"), version=0)
    told = receipts.review(StatusChanged(status="closed"), version=0)
    assert told is not None
    assert told.state == "in_review"


def test_what_the_desk_keeps_to_itself_is_not_told(receipts: Receipts) -> None:
    assert receipts.review(NoteAdded(text="Call the union."), version=0) is None
