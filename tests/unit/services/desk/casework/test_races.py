"""Two desks on one log: the first review of a version wins, whatever both had seen."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.case import CaseDocument
from schemas.events import NoteAdded, StatusChanged
from schemas.topics import REVIEWED
from services.desk.casework.commands import Actor, Applied, Command, Refusal
from services.desk.casework.current import PENDING_MAX
from services.desk.casework.reviews import Reviews
from tests.casework_world import follow
from tests.desk_world import case_document
from tests.manual_clock import ManualClock
from tests.overtaken_log import OvertakenLog
from tests.stores import stores
from tests.vaults import TriedVault
from tocsin.errors import DependencyDown, OutcomeUnknown
from tocsin.ids import case_id
from tocsin.log import NewRecord, TopicPartition
from tocsin.log.partitioning import partition_of
from tocsin.search.base import Write
from tocsin.search.tantivy import TantivyIndex

CASE = case_id("first")
OSEI, ADEYEMI = Actor("p-osei", "R. Osei"), Actor("p-adeyemi", "M. Adeyemi")
MINE = Command(CASE, 0, (NoteAdded(text="Mine."),))
THEIRS = Command(CASE, 0, (StatusChanged(status="triage"),))


class Two:
    """Two desks over one log and one index."""

    def __init__(
        self, log: OvertakenLog, index: TantivyIndex, vault: TriedVault
    ) -> None:
        self.log, self.index, self.vault = log, index, vault
        self.one, self.other = (
            Reviews(log, index, vault.codec, ManualClock()) for _ in range(2)
        )

    def document(self) -> CaseDocument:
        """The case as the log has it."""
        return self.one.current.get([CASE])[CASE]


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Two]:
    clock = ManualClock()
    with stores(tmp_path, clock, OvertakenLog) as (log, index, vault):
        vault.know(CASE)
        index.write([Write(case_document("first"), token=None)])
        yield Two(log, index, vault)


def test_who_is_overtaken_after_the_check_is_refused_by_the_log(desks: Two) -> None:
    desks.log.others = [lambda: desks.other.change_one(THEIRS, ADEYEMI)]
    outcome = desks.one.change_one(MINE, OSEI)
    assert isinstance(outcome, Refusal)
    assert (outcome.why.code, outcome.is_logged) == ("stale", True)
    assert [entry.by for entry in outcome.since] == ["M. Adeyemi"]
    case = desks.document().case
    assert (case.version, case.status, case.notes) == (1, "triage", ())


def test_the_refused_review_stands_in_the_history_with_who_and_why(desks: Two) -> None:
    desks.log.others = [lambda: desks.other.change_one(THEIRS, ADEYEMI)]
    desks.one.change_one(MINE, OSEI)
    follow(desks.log, desks.index, desks.vault)
    case = desks.index.get([CASE])[CASE].document.case
    refused = [(e.by, e.summary, e.refused) for e in case.history if e.refused]
    assert refused == [("R. Osei", "note", "stale")]


def test_an_answer_that_was_lost_is_found_by_asking_again(desks: Two) -> None:
    desks.log.is_lost = True
    with pytest.raises(OutcomeUnknown):
        desks.one.change_one(MINE, OSEI)
    outcome = desks.one.change_one(MINE, OSEI)
    assert isinstance(outcome, Applied)
    assert [note.text for note in desks.document().case.notes] == ["Mine."]


def test_the_index_may_follow_between_check_and_answer(desks: Two) -> None:
    def overtake() -> None:
        desks.other.change_one(THEIRS, ADEYEMI)
        follow(desks.log, desks.index, desks.vault)

    desks.log.others = [overtake]
    outcome = desks.one.change_one(MINE, OSEI)
    assert isinstance(outcome, Refusal)
    assert outcome.document is not None
    assert outcome.document.version == 1


def test_an_index_that_stands_still_stops_changes_before_they_get_slow(
    desks: Two,
) -> None:
    event = desks.vault.record(desks.one.event(MINE, OSEI), REVIEWED)
    desks.log.append([event] * (PENDING_MAX + 1))
    with pytest.raises(DependencyDown, match="5001 reviews behind"):
        desks.one.change_one(MINE, OSEI)


def test_a_record_that_cannot_be_read_hides_no_review(desks: Two) -> None:
    partition = partition_of(CASE, REVIEWED.partitions)
    desks.log.append([NewRecord(REVIEWED.name, CASE, b"no event")])
    desks.one.change_one(MINE, OSEI)
    read = desks.log.read(
        TopicPartition(REVIEWED.name, partition), offset=0, records_max=9
    )
    assert len(read) == 2
    assert desks.document().version == 1
