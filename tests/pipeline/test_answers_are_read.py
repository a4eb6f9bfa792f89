"""What comes later is read as the report is: answers, their files, and corrections."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from schemas.case import Case, CaseDocument
from schemas.enrichment import Enrichment, Finding, answer_file_id, answer_text_id
from schemas.events import (
    AllegationReceived,
    CaseReviewed,
    Event,
    FindingAdded,
    FindingJudged,
    ReporterAnswered,
)
from schemas.submission import Allegation, Evidence, StoredFile
from schemas.topics import ANSWERED, RECEIVED, REVIEWED, STAGES, Topic
from services.desk.parameters import Parameters
from services.enrich.handler import EnrichHandler
from services.enrich.job import Job
from services.enrich.pools import extracting_task, reading_task
from services.index.handler import IndexHandler
from services.index.rebuild import Sources, rebuild
from tests.builders import CASE, at
from tests.manual_clock import ManualClock
from tests.stores import stores
from tests.vaults import TriedVault
from tocsin.delivery import Delivery, Done
from tocsin.delivery.outcome import Handler
from tocsin.lists import Entity, read_lists, save_lists
from tocsin.log import NewRecord
from tocsin.log.sqlite import SqliteLog
from tocsin.operations.reenrichment import put_back
from tocsin.processes import Pool
from tocsin.search.tantivy import TantivyIndex
from tocsin.settings import load_settings
from tocsin.text.extraction import Extracted, FileToRead

pytestmark = pytest.mark.model

STORY = "We sew cotton shirts at Veltrano Textile in Gaziantep, Türkiye, for export."
ANSWER = (
    "The manager keeps our passports in his office. We have not been paid for three"
    " months, and whoever asks is beaten."
)
SLIP = b"The shirts go to Harrow and Vale in Ohio, United States."
LISTED = "Halvorin Zhenru Cotton Co., Ltd."


@dataclass
class World:
    """Log, index and both stages; records go round when they are told to."""

    log: SqliteLog
    index: TantivyIndex
    vault: TriedVault
    clock: ManualClock
    stages: dict[str, Handler]

    def append(self, event: Event, topic: Topic) -> None:
        """Write an event as its service does."""
        self.log.append([self.vault.record(event, topic)])

    def settle(self) -> None:
        """Let both stages work until neither has anything left."""
        while any(self._work(stage) for stage in self.stages):
            pass
        self.index.refresh()

    def _work(self, stage: str) -> bool:
        with self.log.join(stage, STAGES[stage], member="test") as reader:
            records = reader.poll(records_max=100, timeout_s=0)
            outputs = self.handle(stage, [Delivery(record, 1) for record in records])
            if outputs:
                self.log.append(outputs)
            reader.commit({one.source: one.offset + 1 for one in records})
        return bool(records)

    def handle(self, stage: str, deliveries: list[Delivery]) -> list[NewRecord]:
        """What a stage would write; every record is handled."""
        outcomes = self.stages[stage].handle(deliveries)
        assert all(isinstance(outcome, Done) for outcome in outcomes), outcomes
        return [
            output
            for outcome in outcomes
            if isinstance(outcome, Done)
            for output in outcome.outputs
        ]

    @property
    def document(self) -> CaseDocument:
        return self.index.get([CASE])[CASE].document

    @property
    def case(self) -> Case:
        return self.document.case

    @property
    def enrichment(self) -> Enrichment:
        assert self.case.enrichment is not None
        return self.case.enrichment

    def finds(self, query: str) -> bool:
        """Whether the search of the desk finds the case."""
        return self.index.search(Parameters([("q", query)]).request()).total == 1


@pytest.fixture(scope="module")
def lists_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lists that have one more entity, which is invented."""
    folder = tmp_path_factory.mktemp("lists")
    lists = read_lists()
    page = "https://www.dhs.gov/uflpa-entity-list"
    more = Entity(
        id="uflpa-halvorin",
        name=LISTED,
        listed_on="2024-01-05",
        sections=(),
        source=page,
        as_of="2026-06-23",
    )
    save_lists(replace(lists, entities=(*lists.entities, more)), folder)
    return folder


@pytest.fixture(scope="module")
def pools(
    lists_folder: Path,
) -> Iterator[tuple[Pool[Job, Enrichment], Pool[FileToRead, Extracted]]]:
    """As the worker has them; they start once."""
    task = reading_task(load_settings().models, "1", lists_folder)
    with (
        Pool[Job, Enrichment](task, processes=1) as reading,
        Pool[FileToRead, Extracted](extracting_task(), processes=1) as extracting,
    ):
        yield reading, extracting


@pytest.fixture
def world(
    tmp_path: Path,
    pools: tuple[Pool[Job, Enrichment], Pool[FileToRead, Extracted]],
) -> Iterator[World]:
    clock = ManualClock()
    with stores(tmp_path, clock, SqliteLog) as (log, index, vault):
        stages: dict[str, Handler] = {
            "enrich": EnrichHandler(
                reading=pools[0],
                extracting=pools[1],
                files=vault.files,
                codec=vault.codec,
                clock=clock,
            ),
            "index": IndexHandler(index, vault.files, vault.codec),
        }
        yield World(log, index, vault, clock, stages)


def report(narrative: str = STORY) -> AllegationReceived:
    return AllegationReceived(
        id="received-1",
        source="tocsin/intake",
        time=at(0),
        case_id=CASE,
        channel="form",
        allegation=Allegation(narrative=narrative),
    )


def answer(number: int = 1, text: str | None = ANSWER, **file: object) -> Event:
    evidence = Evidence(kind="testimony", text=text, **file)
    return ReporterAnswered(
        id=f"answer{number}",
        source="tocsin/intake",
        time=at(10 + number),
        case_id=CASE,
        answer=evidence,
    )


def review(*changes: FindingAdded | FindingJudged, version: int = 0) -> Event:
    return CaseReviewed(
        id=f"review-{version}",
        source="tocsin/desk",
        time=at(20 + version),
        case_id=CASE,
        reviewer="p-osei",
        based_on_version=version,
        changes=changes,
    )


def found_in(enrichment: Enrichment, evidence_id: str) -> list[Finding]:
    return [one for one in enrichment.findings if one.evidence_id == evidence_id]


def test_an_answer_is_evidence_like_the_narrative(world: World) -> None:
    world.append(report(), RECEIVED)
    world.settle()
    before = world.document
    assert not world.finds("indicator:withholding_of_wages")

    world.append(answer(), ANSWERED)
    world.settle()

    found = found_in(world.enrichment, answer_text_id("answer1"))
    assert {"retention_of_identity_documents", "withholding_of_wages"} <= {
        one.value for one in found
    }
    assert all(ANSWER[one.start : one.end] == one.quote for one in found)
    assert world.document.completeness > before.completeness
    assert world.document.priority > before.priority
    assert world.finds("indicator:withholding_of_wages")
    assert world.case.enriched_answer_ids == ("answer1",)
    read = {one.evidence_id: one.chars for one in world.enrichment.texts}
    assert read == {"narrative": len(STORY), "answer-answer1": len(ANSWER)}


def test_the_file_of_an_answer_is_opened_read_and_searched(world: World) -> None:
    world.append(report(), RECEIVED)
    sha256 = world.vault.put(CASE, SLIP)
    stored = StoredFile(sha256=sha256, media_type="text/plain", size_bytes=len(SLIP))
    world.append(answer(text=None, file=stored), ANSWERED)
    world.settle()
    found = found_in(world.enrichment, answer_file_id("answer1"))
    assert ("country", "US") in {(one.kind, one.value) for one in found}
    assert world.finds("Harrow")
    assert world.document.evidence_items == 1


def test_an_answer_that_comes_again_changes_nothing(world: World) -> None:
    world.append(report(), RECEIVED)
    world.append(answer(), ANSWERED)
    world.settle()
    before = world.case
    world.append(answer(), ANSWERED)
    world.settle()
    assert world.case == before


def test_a_case_with_answers_keeps_them_when_all_are_put_back(world: World) -> None:
    world.append(report(), RECEIVED)
    world.append(answer(1), ANSWERED)
    world.append(answer(2, "The recruiter took 2,000 dollars of debt."), ANSWERED)
    world.settle()
    before = world.case
    world.clock.sleep(60)

    done = put_back(world.log, world.clock, [world.document], lambda _: None)

    assert done.records == 1
    world.settle()
    assert world.enrichment == before.enrichment
    assert world.case.enriched_answer_ids == ("answer1", "answer2")
    assert found_in(world.enrichment, answer_text_id("answer2"))


def test_an_answer_before_its_report_is_read_with_it(world: World) -> None:
    world.append(answer(), ANSWERED)
    world.settle()
    assert world.document.stage == "partial"
    world.append(report(), RECEIVED)
    world.settle()
    assert world.case.enriched_answer_ids == ("answer1",)


def test_after_a_crash_before_the_outputs_they_are_made_again(world: World) -> None:
    world.append(report(), RECEIVED)
    world.settle()
    world.append(answer(), ANSWERED)
    with world.log.join("index", STAGES["index"], member="test") as reader:
        records = reader.poll(records_max=100, timeout_s=0)
        deliveries = [Delivery(record, 1) for record in records]
        first = world.handle("index", deliveries)
        again = world.handle("index", deliveries)
    made = [[output.headers["ce_id"] for output in each] for each in (first, again)]
    assert made == [made[0], made[0]]
    assert len(made[0]) == 1


def test_a_rebuild_makes_the_same_case_and_asks_for_no_enrichment(
    world: World,
) -> None:
    world.append(report(), RECEIVED)
    world.append(answer(), ANSWERED)
    world.settle()
    before = world.case
    written = world.log.bounds(["allegations.supplemented"])
    sources = Sources(world.log, world.vault.files, world.vault.codec, dict)
    rebuild(sources, world.index, lambda _: None)
    assert world.case == before
    assert world.log.bounds(["allegations.supplemented"]) == written


def correction(case: Case, value: str) -> FindingAdded:
    """The first finding of the company of the story, put right."""
    assert case.enrichment is not None
    wrong = next(f for f in case.enrichment.findings if f.kind == "organization")
    right = wrong.model_copy(update={"id": "f-right", "value": value})
    return FindingAdded(finding=right, replaces=wrong.id)


def entries(world: World) -> set[str]:
    """The entries of lists that name a producer, as the case shows them."""
    assessment = world.case.assessment or world.enrichment
    return {one.entry for one in assessment.screening if "producer" in one.matched_on}


def test_a_corrected_name_is_screened_and_raises_the_priority(world: World) -> None:
    world.append(report(), RECEIVED)
    world.settle()
    before = world.document
    assert entries(world) == set()

    world.append(review(correction(world.case, "halvorin zhenru cotton")), REVIEWED)
    world.settle()
    assert entries(world) == {"uflpa-halvorin"}
    assert world.document.priority > before.priority
    assert world.finds("list:uflpa")

    taken_back = FindingJudged(finding_id="f-right", judgement="rejected")
    world.append(review(taken_back, version=1), REVIEWED)
    world.settle()
    assert entries(world) == set()

    world.append(
        review(FindingJudged(finding_id="f-right", judgement="accepted"), version=2),
        REVIEWED,
    )
    world.settle()
    assert entries(world) == {"uflpa-halvorin"}


def test_a_note_puts_no_case_through_enrichment(world: World) -> None:
    world.append(report(), RECEIVED)
    world.settle()
    machine = FindingJudged(finding_id="f-of-a-machine", judgement="rejected")
    world.append(review(machine), REVIEWED)
    world.settle()
    bounds = world.log.bounds(["allegations.supplemented"])
    assert sum(bound.end - bound.first for bound in bounds.values()) == 0
