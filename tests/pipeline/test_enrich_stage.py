import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from schemas.enrichment import Enrichment
from schemas.events import AllegationEnriched, Event
from schemas.topics import ENRICHED, RECEIVED, Topic
from services.enrich.handler import EnrichHandler
from services.enrich.job import Job
from services.enrich.pools import Pools
from services.index.handler import IndexHandler
from tests.builders import CASE, NARRATIVE, START, TEXT_SHA256, enriched, received
from tests.manual_clock import ManualClock
from tests.restored_logging import logs_set_up
from tests.vaults import TriedVault, tried_vault
from tocsin.delivery import Dead, Delivery, Done, Skip
from tocsin.log import NewRecord, Record
from tocsin.processes import Pool, Task
from tocsin.search.tantivy import TantivyIndex
from tocsin.text.extraction import Extracted, FileToRead

WORK = "tests.pipeline.enriching_work"


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[TriedVault]:
    with tried_vault(tmp_path) as vault:
        yield vault


@pytest.fixture(scope="module")
def pools() -> Iterator[Pools]:
    """Their processes start once: that takes longer than all they do here."""
    with (
        Pool[Job, Enrichment](
            Task(f"{WORK}:reading", result=Enrichment), processes=1
        ) as reading,
        Pool[FileToRead, Extracted](
            Task(f"{WORK}:extracting", result=Extracted), processes=1
        ) as extracting,
    ):
        yield Pools(reading, extracting)


@pytest.fixture
def handler(pools: Pools, vault: TriedVault) -> EnrichHandler:
    return EnrichHandler(
        reading=pools.reading,
        extracting=pools.extracting,
        files=vault.files,
        codec=vault.codec,
        clock=ManualClock(),
    )


def record_of(new: NewRecord, offset: int = 0) -> Record:
    return Record(new.topic, 0, offset, new.key, new.value, new.headers, START)


def delivery(
    vault: TriedVault, event: Event, topic: Topic, offset: int = 0
) -> Delivery:
    return Delivery(record_of(vault.record(event, topic), offset), 1)


def test_an_allegation_becomes_an_enrichment_of_the_same_case(
    handler: EnrichHandler, vault: TriedVault
) -> None:
    (outcome,) = handler.handle([delivery(vault, received(), RECEIVED)])
    assert isinstance(outcome, Done)
    event = vault.codec.decode(record_of(outcome.outputs[0]))
    assert isinstance(event, AllegationEnriched)
    assert (event.received_id, event.case_id) == ("received-1", received().case_id)


def test_the_same_allegation_makes_the_same_event_id_again(
    handler: EnrichHandler, vault: TriedVault
) -> None:
    ids = {
        outcome.outputs[0].headers["ce_id"]
        for outcome in (
            *handler.handle([delivery(vault, received(), RECEIVED)]),
            *handler.handle([delivery(vault, received(), RECEIVED)]),
        )
        if isinstance(outcome, Done)
    }
    assert len(ids) == 1


def test_a_text_that_breaks_the_reader_is_dead_alone_and_unquoted(
    handler: EnrichHandler, vault: TriedVault
) -> None:
    bad = received(id="bad", case="bad-case", narrative="It will break the reader.")
    outcomes = handler.handle(
        [delivery(vault, bad, RECEIVED), delivery(vault, received(), RECEIVED, 1)]
    )
    assert outcomes[0] == Dead("text_raised", "reading it failed: ValueError")
    assert isinstance(outcomes[1], Done)


def test_what_is_no_allegation_is_skipped_or_dead(
    handler: EnrichHandler, vault: TriedVault
) -> None:
    poison = Delivery(Record(RECEIVED.name, 0, 5, "x", b"{", {}, START), 1)
    outcomes = handler.handle([poison, delivery(vault, enriched(), ENRICHED)])
    assert isinstance(outcomes[0], Dead)
    assert outcomes[1] == Skip()


def test_the_text_of_a_file_is_kept_for_the_index(
    handler: EnrichHandler, vault: TriedVault
) -> None:
    text = b"a bill of lading"
    stored = {"media_type": "text/plain", "size_bytes": len(text)}
    evidence = [
        {"file": {**stored, "sha256": vault.put(CASE, text)}},
        {"file": {**stored, "sha256": TEXT_SHA256}},
    ]
    told = received(evidence=evidence)
    assert isinstance(handler.handle([delivery(vault, told, RECEIVED)])[0], Done)
    assert vault.files.get(CASE, sha256(text).hexdigest()) == text


def test_the_stages_log_the_case_and_none_of_its_words(
    handler: EnrichHandler,
    vault: TriedVault,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with (
        logs_set_up("DEBUG", pretty=False),
        TantivyIndex(tmp_path / "index") as index,
    ):
        index.apply()
        handler.handle([delivery(vault, received(), RECEIVED)])
        IndexHandler(index, vault.files, vault.codec).handle(
            [delivery(vault, received(), RECEIVED)]
        )
    told = capsys.readouterr().err
    lines = [json.loads(line) for line in told.splitlines()]
    assert [(line["event"], line["case_id"]) for line in lines] == [
        ("allegation_enriched", received().case_id),
        ("case_indexed", received().case_id),
    ]
    assert NARRATIVE[:20] not in told
