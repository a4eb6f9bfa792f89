"""The enrichment worker, but that it reads no texts: it starts in a second.

python -m tests.faults.engines.enriching
"""

import sys

from schemas.enrichment import Enrichment
from services.enrich.hosting import host
from services.enrich.job import Job
from services.enrich.pools import Pools
from tocsin.logs import set_up_logs
from tocsin.processes import Pool, Task
from tocsin.settings import Settings, load_settings
from tocsin.text.extraction import Extracted, FileToRead

_WORK = "tests.pipeline.enriching_work"


def main(settings: Settings) -> int:
    """Work until told to stop; the exit code."""
    set_up_logs(settings.log_level.upper())
    reading = Task(f"{_WORK}:reading", result=Enrichment)
    extracting = Task(f"{_WORK}:extracting", result=Extracted)
    with (
        Pool[Job, Enrichment](reading, processes=1) as one,
        Pool[FileToRead, Extracted](extracting, processes=1) as other,
    ):
        return host(settings, Pools(one, other))


if __name__ == "__main__":
    sys.exit(main(load_settings()))
