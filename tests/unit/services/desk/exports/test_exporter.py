import csv
import io
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from services.desk.exports.exporter import Exporter, about, open_exporter
from services.desk.exports.job import Job
from services.desk.exports.rows import PAGE_CASES, rows
from services.desk.exports.shelf import Shelf
from services.desk.parameters import Parameters
from tests.desk_world import case_document
from tests.manual_clock import START, ManualClock
from tocsin.errors import BadQuery
from tocsin.search.base import Write
from tocsin.search.tantivy import TantivyIndex

CASES = PAGE_CASES + 5


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TantivyIndex]:
    """More cases than a page has."""
    one = case_document()
    writes = []
    with TantivyIndex(tmp_path_factory.mktemp("index")) as index:
        index.apply()
        for number in range(CASES):
            id = f"{number:020}"
            case = one.case.model_copy(update={"case_id": id})
            copy = one.model_copy(
                update={"case_id": id, "case": case, "priority": number % 101}
            )
            writes.append(Write(copy, token=None))
        index.write(writes)
        index.refresh()
        yield index


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path, ManualClock())


@pytest.fixture
def exporter(shelf: Shelf, index: TantivyIndex) -> Iterator[Exporter]:
    with open_exporter(shelf, index, ManualClock()) as exporter:
        yield exporter


def over(shelf: Shelf, job: Job) -> Job:
    """The job once it is over: a page of cases takes milliseconds."""
    for _ in range(1_000_000):
        found = shelf.find(job.id, job.person_id)
        if found.is_over:
            return found
    raise AssertionError(job.id)


def test_a_search_becomes_a_table_with_a_row_for_each_case(exporter: Exporter) -> None:
    job = exporter.start("ada", "csv", (("sort", "priority"), ("country", "TR")))
    assert (job.state, job.total, job.is_cut) == ("queued", CASES, False)
    done = over(exporter.shelf, job)
    assert (done.state, done.rows, done.ended_at) == ("done", CASES, START)
    text = exporter.shelf.file(done).read_text("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len({row["case_id"] for row in found}) == CASES
    assert [int(row["priority"]) for row in found] == sorted(
        number % 101 for number in range(CASES)
    )
    assert found[0]["countries_alleged"] == "TR"
    assert found[0]["alleges_forced_labor"] == "yes"
    assert found[0]["received_at"] == "2026-03-14T09:26:53+00:00"
    assert not list(exporter.shelf.file(done).parent.glob("*.part"))


def test_no_more_rows_are_read_than_a_file_may_have(index: TantivyIndex) -> None:
    told: list[int] = []
    found = rows(
        index,
        Parameters(()).request(),
        today=START.date(),
        rows_max=PAGE_CASES + 1,
        tell=told.append,
    )
    assert len(list(found)) == PAGE_CASES + 1
    assert told == [PAGE_CASES, PAGE_CASES + 1]


def test_a_job_says_how_much_of_the_search_it_holds() -> None:
    job = Job(
        id="1",
        person_id="ada",
        format="xlsx",
        search=(("q", "cotton"),),
        created_at=START,
        total=10_001,
    )
    assert job.is_cut
    assert job.rows_due == 10_000
    assert about(job)[:-1] == [
        ("Exported", "2026-03-01T12:00:00+00:00"),
        ("q", "cotton"),
        ("Cases found", "10001"),
        ("Cut", "the first 10000 cases are in this file"),
    ]


def test_a_search_that_makes_no_sense_is_refused_at_once(exporter: Exporter) -> None:
    with pytest.raises(BadQuery):
        exporter.start("ada", "csv", (("q", "(cotton"),))
    with pytest.raises(BadQuery, match="limit: an export has all cases"):
        exporter.start("ada", "csv", (("limit", "5"),))
    assert exporter.shelf.of("ada") == []


def test_a_search_that_finds_nothing_is_a_table_with_a_header(
    exporter: Exporter,
) -> None:
    done = over(exporter.shelf, exporter.start("ada", "xlsx", (("q", "nowhere"),)))
    assert (done.state, done.rows, done.total) == ("done", 0, 0)
    assert exporter.shelf.file(done).read_bytes().startswith(b"PK")


def test_what_waits_when_the_desk_stops_is_interrupted(
    shelf: Shelf, index: TantivyIndex
) -> None:
    with open_exporter(shelf, index, ManualClock()) as exporter:
        jobs = [exporter.start("ada", "xlsx", ()) for _ in range(5)]
    last = shelf.find(jobs[-1].id, "ada")
    assert (last.state, last.trouble) == ("failed", "interrupted")


@pytest.fixture
def small_disk() -> Iterator[None]:
    """No file may grow beyond what the record of a job needs."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16 * 1024, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("small_disk")
def test_a_disk_without_room_fails_the_job_and_leaves_no_part(
    exporter: Exporter,
) -> None:
    with capture_logs() as logs:
        done = over(exporter.shelf, exporter.start("ada", "csv", ()))
    assert (done.state, done.trouble, done.ended_at) == ("failed", "no_room", START)
    assert [one["event"] for one in logs][:1] == ["export_not_written"]
    assert [path.name for path in exporter.shelf.file(done).parent.iterdir()] == [
        "job.json"
    ]
