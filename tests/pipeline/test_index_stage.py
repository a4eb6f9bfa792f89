from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from schemas.enrichment import TextRead, file_id
from schemas.events import DeadLettered, Event, StatusChanged
from schemas.topics import ENRICHED, RECEIVED, REVIEWED, TOPICS, Topic
from services.index.handler import IndexHandler
from tests.builders import (
    CASE,
    START,
    TEXT_SHA256,
    dead_lettered,
    enriched,
    received,
    reviewed,
)
from tests.vaults import TriedVault, tried_vault
from tocsin.delivery import Dead, Delivery, Done, Skip
from tocsin.errors import DependencyDown
from tocsin.log import Record
from tocsin.search.base import SearchIndex, Write, WriteResult
from tocsin.search.tantivy import TantivyIndex

LETTERS = TOPICS[RECEIVED.dead_letters]


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[TriedVault]:
    with tried_vault(tmp_path) as vault:
        yield vault


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SearchIndex]:
    with TantivyIndex(tmp_path / "index") as index:
        index.apply()
        yield index


def delivery(
    vault: TriedVault, event: Event, topic: Topic, offset: int = 0
) -> Delivery:
    new = vault.record(event, topic)
    record = Record(topic.name, 0, offset, new.key, new.value, new.headers, START)
    return Delivery(record, 1)


def test_events_of_a_case_become_one_document(
    index: SearchIndex, vault: TriedVault
) -> None:
    outcomes = IndexHandler(index, vault.files, vault.codec).handle(
        [delivery(vault, received(), RECEIVED), delivery(vault, enriched(), ENRICHED)]
    )
    assert outcomes == [Done(), Done()]
    assert index.get([CASE])[CASE].document.stage == "enriched"


def test_the_fate_of_each_write_is_counted(
    index: SearchIndex, vault: TriedVault
) -> None:
    fates: list[str] = []
    handler = IndexHandler(index, vault.files, vault.codec, count=fates.append)
    handler.handle([delivery(vault, received(), RECEIVED)])
    handler.handle([delivery(vault, received(), RECEIVED)])
    assert fates == ["written"]


def test_a_batch_that_comes_again_writes_nothing(
    index: SearchIndex, vault: TriedVault
) -> None:
    handler = IndexHandler(index, vault.files, vault.codec)
    handler.handle([delivery(vault, received(), RECEIVED)])
    before = index.get([CASE])[CASE].token
    assert handler.handle([delivery(vault, received(), RECEIVED)]) == [Done()]
    assert index.get([CASE])[CASE].token == before


def test_the_text_of_a_file_can_be_searched_and_an_erased_one_is_left_out(
    index: SearchIndex, vault: TriedVault
) -> None:
    kept = vault.put(CASE, b"a shipping record")
    texts = [
        TextRead(evidence_id=file_id(n), language="en", chars=17, sha256=sha256)
        for n, sha256 in enumerate((kept, TEXT_SHA256), start=1)
    ]
    IndexHandler(index, vault.files, vault.codec).handle(
        [
            delivery(vault, received(), RECEIVED),
            delivery(vault, enriched(texts=tuple(texts)), ENRICHED),
        ]
    )
    assert "a shipping record" in index.get([CASE])[CASE].document.text


def test_a_record_that_cannot_be_read_is_dead_and_the_rest_is_done(
    index: SearchIndex, vault: TriedVault
) -> None:
    poison = Delivery(Record(RECEIVED.name, 0, 5, "x", b"{", {}, START), 1)
    outcomes = IndexHandler(index, vault.files, vault.codec).handle(
        [poison, delivery(vault, received(), RECEIVED)]
    )
    assert [type(outcome) for outcome in outcomes] == [Dead, Done]


def test_a_letter_about_a_record_that_is_no_event_opens_no_case(
    index: SearchIndex, vault: TriedVault
) -> None:
    letter = dead_lettered(event_id=None)
    assert IndexHandler(index, vault.files, vault.codec).handle(
        [delivery(vault, letter, LETTERS)]
    ) == [Done()]
    assert index.get([CASE]) == {}


class Unwilling:
    """An index that answers every write in one way."""

    def __init__(self, index: SearchIndex, result: WriteResult, times: int) -> None:
        self.inner = index
        self.result = result
        self.times = times

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    def write(self, writes: Sequence[Write]) -> Sequence[WriteResult]:
        if self.times == 0:
            return self.inner.write(writes)
        self.times -= 1
        return [self.result for _ in writes]


def unwilling(
    index: SearchIndex, vault: TriedVault, fate: str, times: int = 99
) -> IndexHandler:
    result = WriteResult(CASE, fate, "because")  # type: ignore[arg-type]  # a parameter
    return IndexHandler(Unwilling(index, result, times), vault.files, vault.codec)  # type: ignore[arg-type]  # by __getattr__


def test_a_conflict_is_folded_again(index: SearchIndex, vault: TriedVault) -> None:
    handler = unwilling(index, vault, "conflict", times=2)
    assert handler.handle([delivery(vault, received(), RECEIVED)]) == [Done()]
    assert index.get([CASE])[CASE].document.stage == "received"


def test_an_index_that_is_busy_or_full_makes_the_batch_wait(
    index: SearchIndex, vault: TriedVault
) -> None:
    busy = unwilling(index, vault, "retry").handle(
        [delivery(vault, received(), RECEIVED)]
    )
    assert [getattr(outcome, "counts", None) for outcome in busy] == [False]
    with pytest.raises(DependencyDown, match="because"):
        unwilling(index, vault, "blocked").handle(
            [delivery(vault, received(), RECEIVED)]
        )


def test_a_letter_about_a_case_that_cannot_be_written_makes_no_letter_of_its_own(
    index: SearchIndex, vault: TriedVault
) -> None:
    handler = unwilling(index, vault, "rejected")
    letter: DeadLettered = dead_lettered()
    outcomes = handler.handle(
        [delivery(vault, received(), RECEIVED), delivery(vault, letter, LETTERS)]
    )
    assert outcomes == [Dead("index_rejected", "because"), Skip()]


def test_a_review_is_part_of_the_document(
    index: SearchIndex, vault: TriedVault
) -> None:
    IndexHandler(index, vault.files, vault.codec).handle(
        [
            delivery(vault, received(), RECEIVED),
            delivery(vault, reviewed(StatusChanged(status="triage")), REVIEWED),
        ]
    )
    assert index.get([CASE])[CASE].document.status == "triage"


class Refreshed:
    """An index that counts how often it is made to show what was written."""

    def __init__(self, index: SearchIndex) -> None:
        self.inner = index
        self.refreshes = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    def refresh(self) -> None:
        self.refreshes += 1


@pytest.mark.parametrize(("cases", "refreshes"), [(1, 1), (16, 1), (17, 0)])
def test_the_findings_of_a_few_cases_can_be_searched_at_once(
    cases: int, refreshes: int, index: SearchIndex, vault: TriedVault
) -> None:
    watched = Refreshed(index)
    files, codec = vault.files, vault.codec
    handler = IndexHandler(watched, files, codec)  # type: ignore[arg-type]  # by __getattr__
    told = [received(id=f"received-{n}", case=f"case-{n}") for n in range(cases)]
    found = [enriched(of=f"received-{n}", case=f"case-{n}") for n in range(cases)]
    handler.handle(
        [delivery(vault, event, RECEIVED, n) for n, event in enumerate(told)]
    )
    assert watched.refreshes == 0
    handler.handle(
        [delivery(vault, event, ENRICHED, n) for n, event in enumerate(found)]
    )
    assert watched.refreshes == refreshes
