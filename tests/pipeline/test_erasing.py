"""A case that is erased is found nowhere, by nobody, and does not come back."""

import io
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from schemas.submission import Submission
from schemas.topics import ENRICHED, RECEIVED, SEALED, STAGES, TOPICS
from services.desk.cases import case_document
from services.index.handler import IndexHandler
from services.index.rebuild import Sources, rebuild
from services.intake.files import Upload
from services.intake.refusals import KeyReused
from services.intake.service import open_reception
from tests.builders import dead_lettered, enriched
from tests.pipeline.command_line import CommandLine
from tests.vaults import TriedVault, vault_of
from tocsin.clock import SystemClock
from tocsin.delivery import Delivery
from tocsin.errors import Erased, NotFound
from tocsin.log import EventLog, NewRecord, Record, TopicPartition
from tocsin.operations.letters import DeadLetters
from tocsin.operations.verification import Verification, verify
from tocsin.search.base import SearchIndex, SearchRequest
from tocsin.search.query import Everything, Word
from tocsin.settings import Settings, load_settings
from tocsin.told import Told, ToldQuestion, ToldStates
from tocsin.wiring import database_url, open_index, open_log

NAME = "Zephyrine Quillbourne"
STORY = (
    f"I am {NAME}. At Veltrano Textile in Gaziantep the manager keeps our passports."
)


class Station:
    """An installation in a folder whose stages are worked by hand."""

    def __init__(self, settings: Settings, stack: ExitStack) -> None:
        """Open all of it."""
        self.settings = settings
        self.segments: set[str] = set()
        self.clock = SystemClock()
        self.log: EventLog = stack.enter_context(open_log(settings, self.clock))
        self.index: SearchIndex = stack.enter_context(open_index(settings))
        self.vault: TriedVault = stack.enter_context(vault_of(settings, self.clock))
        self.handler = IndexHandler(self.index, self.vault.files, self.vault.codec)

    def report(self, id: str, story: str, name: str) -> str:
        """Take a report with a file and a name in; its case."""
        submission = Submission.model_validate(
            {
                "id": id,
                "narrative": story,
                "evidence": [{"upload": "list", "shows": f"who works ({name})"}],
                "reporter": {"name": name},
            }
        )
        uploads = {
            "list": Upload(io.BytesIO(f"Nights: {name}.".encode()), f"{name}.txt")
        }
        with open_reception(self.settings, self.log, self.clock) as reception:
            receipt = reception.receive(submission, uploads=uploads, channel="form")
        return receipt.case_id

    def find(self, case: str) -> NewRecord:
        """What enrichment says of it, sealed."""
        [received] = self.records(RECEIVED.name, case)
        found = enriched(of=received.headers["ce_id"], case=case)
        return self.vault.codec.encode(found, ENRICHED)

    def fold(self) -> None:
        """Work both stages to the end."""
        with self.log.join("enrich", [RECEIVED.name], member="1") as reader:
            while reader.poll(records_max=500, timeout_s=0.0):
                ends = self.log.bounds([RECEIVED.name])
                reader.commit({p: bound.end for p, bound in ends.items()})
        with self.log.join("index", STAGES["index"], member="1") as reader:
            while records := reader.poll(records_max=500, timeout_s=0.0):
                self.handler.handle([Delivery(record, 1) for record in records])
                ends = self.log.bounds(STAGES["index"])
                reader.commit({p: bound.end for p, bound in ends.items()})
        self.index.refresh()

    def records(self, topic: str, case: str) -> list[Record]:
        """What the log holds of a case."""
        return [
            record
            for partition in range(TOPICS[topic].partitions)
            for record in self.log.read(
                TopicPartition(topic, partition), offset=0, records_max=100
            )
            if record.key == case
        ]

    def verify(self) -> Verification:
        """Compare log, index and dead letters."""
        return verify(self.log, self.index, DeadLetters(self.log, self.clock))

    def stages(self) -> dict[str, str]:
        """Case -> stage, of all documents."""
        return {m.case_id: m.stage for m in self.index.markers(page_size=10)}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(data=tmp_path / "data")


@pytest.fixture
def station(settings: Settings) -> Iterator[Station]:
    with ExitStack() as stack:
        yield Station(settings, stack)


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


def files_with(folder: Path, words: str) -> list[str]:
    """Files that hold any of the words, in any case of letters."""
    wanted = [word.lower().encode() for word in words.split()]
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(word in path.read_bytes().lower() for word in wanted)
    ]


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
