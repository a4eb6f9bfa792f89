from datetime import date
from pathlib import Path

import pytest

from schemas.enrichment import NARRATIVE, Enrichment
from schemas.submission import Allegation
from services.enrich.job import Job, JobText
from services.enrich.pools import extracting_task, open_pools, reading_task
from tocsin.processes import Limits, Pool
from tocsin.settings import Settings

STORY = "Workers at Halvorin Gloves in Klang, Malaysia, say their passports are held."


@pytest.mark.model
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are in /proc")
def test_the_template_of_readers_has_one_thread() -> None:
    others = _children()
    job = Job(Allegation(narrative=STORY), (JobText(NARRATIVE, STORY),), date.min)
    with Pool[Job, Enrichment](
        reading_task(Settings().models, "1"), processes=1
    ) as pool:
        (found,) = pool.run([job])
        (template,) = _children() - others
        threads = list(Path(f"/proc/{template}/task").iterdir())
        readers = (threads[0] / "children").read_text().split()
        states = [Path(f"/proc/{one}/status").read_text() for one in readers]
    assert isinstance(found, Enrichment)
    assert found.countries[0].code == "MY"
    # A fork would have none of the others, and the locks that they hold for ever.
    assert len(threads) == 1
    if Path("/proc/sys/kernel/seccomp").is_dir():
        assert ["\nSeccomp:\t2\n" in state for state in states] == [True]


def _children() -> set[str]:
    threads = Path("/proc/self/task").iterdir()
    return {id for one in threads for id in (one / "children").read_text().split()}


def test_readers_may_read_the_folder_of_lists_and_it_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "lists"
    assert reading_task({}, "1", folder).limits.readable == (folder,)
    assert reading_task({}, "1").limits.readable == ()
    with open_pools({}, code_version="1", processes=1, lists_folder=folder):
        assert folder.is_dir()


def test_whoever_opens_files_is_shut_in_and_has_every_limit() -> None:
    task = extracting_task()
    assert task.items_per_child_max == 1
    assert task.limits == Limits(
        memory_bytes=1 << 30, file_bytes=0, cpu_s=30, confined=True
    )
    assert task.timeout_s == 30
