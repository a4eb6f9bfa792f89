"""A case that is erased is found nowhere, by nobody, and does not come back."""

from pathlib import Path

import pytest

from schemas.topics import ENRICHED, RECEIVED, SEALED, TOPICS
from services.desk.cases import case_document
from services.index.rebuild import Sources, rebuild
from services.intake.refusals import KeyReused
from tests.builders import dead_lettered
from tests.pipeline.command_line import CommandLine
from tests.pipeline.station import NAME, STORY, Station, files_with
from tests.vaults import vault_of
from tocsin.clock import SystemClock
from tocsin.errors import Erased, NotFound
from tocsin.log import NewRecord
from tocsin.search.base import SearchRequest
from tocsin.search.query import Everything, Word
from tocsin.settings import Settings
from tocsin.told import Told, ToldQuestion, ToldStates
from tocsin.wiring import database_url


@pytest.fixture
def erased(station: Station) -> str:
    """A case that went all the way, with traces in every store, then erased."""
    case = station.report("first", STORY, NAME)
    other = station.report("second", "Nobody was paid at Orvane Mills.", "Ines Dorval")
    station.log.append([station.find(case), station.find(other)])
    letter = dead_lettered().model_copy(update={"case_id": case})
    topic = TOPICS[RECEIVED.dead_letters]
    station.log.append([station.vault.record(letter, topic)])
    station.fold()
    told = ToldStates(database_url(station.settings))
    question = ToldQuestion("q1", letter.time.date(), f"When did {NAME} leave?")
    told.tell(case, Told("needs_facts", letter.time.date(), (question,)))
    told.close()
    assert files_with(station.settings.data, NAME) != []
    station.segments = segments(station.settings.data)
    answer = CommandLine(station.settings.data)(
        "erase", case, "--reason", "the reporter asked", "--yes", "--json"
    )
    assert answer.told == {"erased": [case]}
    return case


def segments(folder: Path) -> set[str]:
    """Files of words: they hold them compressed, so that no search for bytes tells."""
    files = folder.glob("index/*/words/*.*")
    return {path.name for path in files if len(path.stem) == 32}


def test_its_words_are_in_no_file_and_no_answer(station: Station, erased: str) -> None:
    assert files_with(station.settings.data, NAME) == []
    assert station.segments
    assert station.segments & segments(station.settings.data) == set()
    assert not (station.settings.data / "blobs" / erased[:2] / erased).exists()
    for query in (Everything(), Word("quillbourne")):
        hits = station.index.search(SearchRequest(query)).hits
        assert NAME not in str(hits)
    with pytest.raises(NotFound):
        case_document(station.index, erased)
    document = station.index.get([erased])[erased].document
    assert (document.stage, document.title, document.text) == ("erased", "", "")
    assert document.case.allegation is None


def test_other_cases_stay_and_the_sum_balances(station: Station, erased: str) -> None:
    found = station.verify()
    assert (found.accepted, found.erased, found.lost) == (2, 1, 0)
    assert station.stages()[erased] == "erased"
    hits = station.index.search(SearchRequest(Word("orvane"))).hits
    assert len(hits) == 1


def test_late_events_and_a_rebuild_do_not_bring_it_back(
    station: Station, erased: str
) -> None:
    before = station.index.get([erased])[erased].document
    [late] = station.records(ENRICHED.name, erased)
    station.log.append([NewRecord(late.topic, late.key, late.value, late.headers)])
    station.fold()
    assert station.index.get([erased])[erased].document == before
    vault = station.vault
    sources = Sources(station.log, vault.files, vault.codec, vault.table.erased)
    rebuild(sources, station.index, lambda _: None)
    assert station.index.get([erased])[erased].document == before
    assert station.verify().erased == 1


def test_a_rebuild_that_read_it_before_does_not_bring_it_back(
    station: Station,
) -> None:
    case = station.report("first", STORY, NAME)
    station.fold()
    vault = station.vault

    def erase(_records: int) -> None:
        """What the command does while the new generation has been read already."""
        vault.table.erase(case, station.clock.now())
        station.handler.apply({}, vault.table.erased())

    sources = Sources(station.log, vault.files, vault.codec, vault.table.erased)
    rebuild(sources, station.index, erase)
    assert station.stages() == {case: "erased"}


def test_nobody_can_open_what_the_log_still_holds(
    settings: Settings, station: Station, erased: str
) -> None:
    with vault_of(settings, SystemClock()) as another:
        for topic in (RECEIVED.name, ENRICHED.name):
            [record] = station.records(topic, erased)
            with pytest.raises(Erased):
                another.codec.decode(record)
    assert [record.value for record in station.records(SEALED.name, erased)] == [None]


def test_it_is_not_taken_in_again(station: Station, erased: str) -> None:
    with pytest.raises(KeyReused, match="erased"):
        station.report("first", STORY, NAME)
    assert station.records(RECEIVED.name, erased)[1:] == []


def test_erasing_again_does_no_harm_and_all_of_it_is_audited(
    station: Station, erased: str
) -> None:
    tocsin = CommandLine(station.settings.data)
    assert tocsin("erase", erased, "--reason", "once more", "--yes").code == 0
    rows = tocsin("audit", "list", "--json").told
    assert [(row["action"], row["subject"], row["reason"]) for row in rows] == [
        ("case.erased", erased, "the reporter asked"),
        ("case.erased", erased, "once more"),
    ]
    assert tocsin("audit", "verify", "--json").told["holds"] is True
    assert tocsin("show", erased).code == 3
    assert station.verify().holds


def test_a_case_that_there_is_not_is_not_erased(station: Station) -> None:
    answer = CommandLine(station.settings.data)(
        "erase", "abcdefghij0123456789", "--reason", "a slip", "--yes"
    )
    assert answer.code == 3
    assert "no case abcdefghij0123456789" in answer.notes
