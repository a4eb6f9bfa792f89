"""What the whole pipeline must do on every pair of engines."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

from schemas.topics import RECEIVED
from tests.pipeline.world import World, stories, until
from tocsin.ids import case_id
from tocsin.log import NewRecord
from tocsin.operations.letters import DeadLetters

POISON = case_id("poison")
BETWEEN_REPORTS_S = 0.25


class PipelineScenarios:
    """Run by test classes that have a fixture `world`.

    One world may serve them all: each test starts what does not run, and its reports
    carry a word of its own.
    """

    def test_reports_come_out_as_explained_searchable_cases(self, world: World) -> None:
        world.start("enrich", "index")
        (receipt,) = world.submit(*stories("first", 1))
        world.wait()
        page = world.search('passports manufacturer:"halvorin first 0" country:MY')
        assert [hit.document.case_id for hit in page.hits] == [receipt.case_id]
        found = page.hits[0].document
        assert "retention_of_identity_documents" in found.indicators
        assert "withholding_of_wages" in found.indicators
        assert found.alleges_forced_labor is True
        assert found.priority > 0

    def test_the_same_report_again_adds_nothing(self, world: World) -> None:
        world.start("enrich", "index")
        first = world.submit(*stories("again", 2))
        second = world.submit(*stories("again", 2))
        world.wait()
        assert [r.case_id for r in first] == [r.case_id for r in second]
        assert all(receipt.repeated for receipt in second)
        assert world.verify().repeated == 0

    def test_a_worker_killed_at_any_moment_loses_nothing(self, world: World) -> None:
        world.start("enrich", "index")
        receipts = world.submit(*stories("kill", 240))
        for service in ("enrich", "index", "enrich", "index"):
            before = world.index.count()
            until(lambda n=before: _moved(world, n), "a case more, or all done")  # type: ignore[misc]
            world.kill(service)
            world.start(service)
        world.wait()
        found = world.index.get([receipt.case_id for receipt in receipts])
        assert {stored.document.stage for stored in found.values()} == {"enriched"}
        assert len(found) == 240
        assert world.verify().holds

    def test_a_poison_record_becomes_a_dead_letter_and_the_rest_goes_on(
        self, world: World
    ) -> None:
        world.start("enrich", "index")
        world.log.append([NewRecord(RECEIVED.name, POISON, b"\xff not json")])
        (receipt,) = world.submit(*stories("after-poison", 1))
        world.wait()
        letters = DeadLetters(world.log, world.clock).list(state="open")
        assert {x.event.stage for x in letters if x.event.case_id == POISON} == {
            "enrich",
            "index",
        }
        assert receipt.case_id in world.index.get([receipt.case_id])
        assert world.verify().holds

    def test_a_worker_told_to_stop_stops_and_says_so(self, world: World) -> None:
        world.start("enrich", "index")
        world.submit(*stories("stop", 1))
        world.wait()
        assert (world.end("enrich"), world.end("index")) == (0, 0)

    def test_a_rebuild_beside_the_running_worker_makes_the_same_cases(
        self, world: World
    ) -> None:
        world.start("enrich", "index")
        world.submit(*stories("rebuild", 20))
        world.wait()
        before = _documents(world)
        with _reports_coming_in(world, "meanwhile") as meanwhile:
            world.rebuild()
        world.wait()
        after = _documents(world)
        assert {id: after[id] for id in before} == before
        assert after.keys() - before.keys() == set(meanwhile)
        assert len(meanwhile) >= 20
        assert world.verify().holds


@contextmanager
def _reports_coming_in(world: World, word: str) -> Iterator[list[str]]:
    """Reports one after the other, until the block ends and for 20 more: their ids.

    No more of them than are read meanwhile: what piles up would be waited for.
    """
    case_ids: list[str] = []
    is_over = Event()

    def submit() -> None:
        rows = iter(stories(word, 100_000))
        left = 20
        while left:
            left -= is_over.is_set()
            (receipt,) = world.submit(next(rows))
            case_ids.append(receipt.case_id)
            is_over.wait(BETWEEN_REPORTS_S)

    with ThreadPoolExecutor(1) as pool:
        submitting = pool.submit(submit)
        try:
            yield case_ids
        finally:
            is_over.set()
            submitting.result()


def _moved(world: World, before: int) -> bool:
    world.index.refresh()
    return world.index.count() > before or world.verify().pending == 0


def _documents(world: World) -> dict[str, str]:
    ids = [marker.case_id for marker in world.index.markers(page_size=500)]
    stored = world.index.get(ids)
    return {id: one.document.model_dump_json() for id, one in stored.items()}
