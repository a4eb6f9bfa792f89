"""Merging at the same moment as others merge, close, erase and edit."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.case import Case, CaseDocument
from services.desk.casework.commands import Actor, Applied, Outcome, Refusal
from services.desk.casework.desk import Casework
from services.desk.casework.requested import ChangesRequest
from services.desk.casework.reviews import Reviews
from services.index.handler import IndexHandler
from tests.builders import at
from tests.casework_world import follow
from tests.desk_world import add_cases, case_document
from tests.manual_clock import ManualClock
from tests.overtaken_log import OvertakenLog
from tests.stores import stores
from tests.vaults import TriedVault
from tocsin.ids import case_id
from tocsin.search.tantivy import TantivyIndex
from tocsin.web.problems import Problem

NAMES = ("first", "second", "third")
FIRST, SECOND, THIRD = (case_id(name) for name in NAMES)
OSEI, ADEYEMI = Actor("p-osei", "R. Osei"), Actor("p-adeyemi", "M. Adeyemi")


class Desk:
    """Casework over a log and an index."""

    def __init__(
        self, log: OvertakenLog, index: TantivyIndex, vault: TriedVault
    ) -> None:
        self.log, self.index, self.vault = log, index, vault
        reviews = Reviews(log, index, vault.codec, ManualClock())
        self.casework = Casework(reviews, index, vault.files, dict)

    def merge(self, case: str, into: str, by: Actor = OSEI) -> Outcome:
        return self.change(case, {"change": "merge", "into": into}, by=by)

    def change(self, case: str, *changes: object, by: Actor = OSEI) -> Outcome:
        version = self.case(case).version
        body = {"based_on_version": version, "changes": changes}
        return self.casework.change(case, ChangesRequest.model_validate(body), by)

    def case(self, case: str) -> Case:
        return self.casework.case(case)

    def merged(self) -> list[str | None]:
        """Into what each of the three is merged."""
        return [self.case(case_id(name)).merged_into for name in NAMES]


def reported(name: str, minutes: int) -> CaseDocument:
    return case_document(name, received_at=at(minutes))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = ManualClock()
    with stores(tmp_path, clock, OvertakenLog) as (log, index, vault):
        cases = [reported(name, minutes) for minutes, name in enumerate(NAMES)]
        add_cases(index, vault, *cases)
        yield Desk(log, index, vault)


def test_of_two_cases_merged_into_each_other_the_first_reported_stays(
    desk: Desk,
) -> None:
    desk.log.others = [lambda: desk.merge(FIRST, SECOND, ADEYEMI)]
    outcome = desk.merge(SECOND, FIRST)
    assert isinstance(outcome, Applied)
    assert desk.merged() == [None, FIRST, None]
    assert desk.case(FIRST).status == "new"
    (last,) = (e for e in desk.case(FIRST).history if e.version == 2)
    assert (last.by, last.details[-1].field, last.details[-1].after) == (
        "R. Osei",
        "reason",
        "The cases were merged into each other at the same moment",
    )


def test_who_merged_the_case_that_stays_is_told_so(desk: Desk) -> None:
    desk.log.others = [lambda: desk.merge(SECOND, FIRST, ADEYEMI)]
    outcome = desk.merge(FIRST, SECOND)
    assert isinstance(outcome, Refusal)
    assert (outcome.why.code, outcome.is_logged) == ("circle", True)
    assert desk.merged() == [None, FIRST, None]


def test_a_circle_of_three_is_opened_at_one_place(desk: Desk) -> None:
    desk.log.others = [
        lambda: desk.merge(SECOND, THIRD, ADEYEMI),
        lambda: desk.merge(THIRD, FIRST, ADEYEMI),
    ]
    desk.merge(FIRST, SECOND)
    assert desk.merged() == [None, THIRD, FIRST]


def test_a_merge_that_was_sent_twice_after_it_was_taken_out_stays_out(
    desk: Desk,
) -> None:
    body = {"based_on_version": 0, "changes": [{"change": "merge", "into": SECOND}]}
    asked = ChangesRequest.model_validate(body)
    desk.casework.change(FIRST, asked, OSEI)
    desk.change(FIRST, {"change": "unmerge"})
    outcome = desk.casework.change(FIRST, asked, OSEI)
    assert isinstance(outcome, Applied)
    assert desk.merged() == [None, None, None]


def test_a_case_is_not_merged_into_one_that_is_merged_itself(desk: Desk) -> None:
    desk.merge(SECOND, THIRD)
    with pytest.raises(Problem, match=f"merged into {THIRD} itself"):
        desk.merge(FIRST, SECOND)


def test_a_case_is_merged_into_a_closed_one(desk: Desk) -> None:
    closed = {"change": "status", "status": "closed", "closed_as": "acted_on"}
    desk.change(SECOND, closed)
    assert isinstance(desk.merge(FIRST, SECOND), Applied)
    assert desk.case(SECOND).closed_as == "acted_on"


def test_a_closed_case_that_is_taken_out_is_closed_as_before(desk: Desk) -> None:
    closed = {"change": "status", "status": "closed", "closed_as": "out_of_scope"}
    desk.change(FIRST, closed)
    desk.merge(FIRST, SECOND)
    assert desk.case(FIRST).closed_as == "duplicate"
    desk.change(FIRST, {"change": "unmerge"})
    case = desk.case(FIRST)
    assert (case.status, case.closed_as) == ("closed", "out_of_scope")


def test_undoing_a_taking_out_keeps_how_the_case_was_closed_before(desk: Desk) -> None:
    closed = {"change": "status", "status": "closed", "closed_as": "out_of_scope"}
    desk.change(FIRST, closed)
    desk.merge(FIRST, SECOND)
    desk.change(FIRST, {"change": "unmerge"})
    desk.change(FIRST, {"change": "undo"})
    assert desk.case(FIRST).merged_into == SECOND
    desk.change(FIRST, {"change": "unmerge"})
    case = desk.case(FIRST)
    assert (case.status, case.closed_as) == ("closed", "out_of_scope")


def test_what_was_written_and_given_after_a_merge_stays_when_it_is_taken_out(
    desk: Desk,
) -> None:
    desk.change(FIRST, {"change": "status", "status": "in_review"})
    desk.merge(FIRST, SECOND)
    desk.change(FIRST, {"change": "note", "text": "Same maker, other dormitory."})
    desk.change(FIRST, {"change": "assign", "assignee": "me"}, by=ADEYEMI)
    desk.change(FIRST, {"change": "unmerge"})
    case = desk.case(FIRST)
    assert (case.status, case.assignee) == ("in_review", "p-adeyemi")
    assert [note.text for note in case.notes] == ["Same maker, other dormitory."]


def test_who_edits_a_case_while_it_is_merged_is_told(desk: Desk) -> None:
    desk.log.others = [lambda: desk.merge(FIRST, SECOND, ADEYEMI)]
    outcome = desk.change(FIRST, {"change": "status", "status": "triage"})
    assert isinstance(outcome, Refusal)
    assert outcome.why.code == "stale"
    assert [entry.by for entry in outcome.since] == ["M. Adeyemi"]


def test_an_erased_case_is_none_to_merge_into(desk: Desk) -> None:
    IndexHandler(desk.index, desk.vault.files, desk.vault.codec).apply(
        {}, {SECOND: at(60)}
    )
    follow(desk.log, desk.index, desk.vault)
    with pytest.raises(Problem, match="no case with this id"):
        desk.merge(FIRST, SECOND)
