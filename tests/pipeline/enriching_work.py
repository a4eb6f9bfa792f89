"""Work functions for the pools of an enrich stage without models."""

from collections.abc import Callable, Sequence

from schemas.enrichment import Enrichment
from services.enrich.job import Job
from tests.builders import enrichment
from tocsin.text.extraction import Extracted, FileToRead


def reading() -> Callable[[Sequence[Job]], list[Enrichment]]:
    return lambda jobs: [_read(job) for job in jobs]


def extracting() -> Callable[[Sequence[FileToRead]], list[Extracted]]:
    return lambda files: [Extracted(file.content.decode()) for file in files]


def _read(job: Job) -> Enrichment:
    if "break the reader" in job.allegation.narrative:
        raise ValueError(job.allegation.narrative)
    return enrichment()
