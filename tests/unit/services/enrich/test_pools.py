import multiprocessing
from datetime import date
from pathlib import Path

import pytest

from schemas.enrichment import NARRATIVE, Enrichment
from schemas.submission import Allegation
from services.enrich.job import Job, JobText
from services.enrich.pools import reading_task
from tocsin.processes import Pool
from tocsin.settings import Settings

STORY = "Workers at Halvorin Gloves in Klang, Malaysia, say their passports are held."


@pytest.mark.model
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are in /proc")
def test_the_template_of_readers_has_one_thread() -> None:
    others = multiprocessing.active_children()
    job = Job(Allegation(narrative=STORY), (JobText(NARRATIVE, STORY),), date.min)
    with Pool[Job, Enrichment](
        reading_task(Settings().models, "1"), processes=1
    ) as pool:
        (found,) = pool.run([job])
        (template,) = set(multiprocessing.active_children()) - set(others)
        threads = list(Path(f"/proc/{template.pid}/task").iterdir())
    assert isinstance(found, Enrichment)
    assert found.countries[0].code == "MY"
    # A fork would have none of the others, and the locks that they hold for ever.
    assert len(threads) == 1
