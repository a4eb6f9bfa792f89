"""The two pools of the enrich stage: one reads texts, one opens files."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from schemas.enrichment import Enrichment
from services.enrich.job import Job
from tocsin.processes import Limits, Pool, Task
from tocsin.text.extraction import EXTRACTING, Extracted, FileToRead

GIBIBYTE = 1 << 30
EXTRACTING_S = 30
"""For one file, by the clock and by the processor: most take less than one second."""


class Pools(NamedTuple):
    """The pools, open."""

    reading: Pool[Job, Enrichment]
    extracting: Pool[FileToRead, Extracted]


def reading_task(
    models: Mapping[str, str], code_version: str, lists_folder: Path | None = None
) -> Task:
    """What a child that reads texts does.

    A text of a million characters takes some 20 s on one core; a batch is cut where
    spaCy gains nothing more by longer ones.
    """
    return Task(
        "services.enrich.analyst:analyzing",
        (dict(models), code_version, lists_folder),
        result=Enrichment,
        # Newer editions are read while the child lives.
        limits=Limits(confined=True, readable=(lists_folder,) if lists_folder else ()),
        timeout_s=120.0,
        chunk_items_max=32,
    )


def extracting_task() -> Task:
    """What a child that opens a file does: little memory, nothing to write.

    One child for each file: one that a file takes over sees no other.
    """
    return Task(
        EXTRACTING,
        result=Extracted,
        limits=Limits(
            memory_bytes=GIBIBYTE, file_bytes=0, cpu_s=EXTRACTING_S, confined=True
        ),
        timeout_s=EXTRACTING_S,
        chunk_items_max=1,
        items_per_child_max=1,
    )


@contextmanager
def open_pools(
    models: Mapping[str, str],
    *,
    code_version: str,
    processes: int,
    lists_folder: Path | None = None,
) -> Iterator[Pools]:
    """Both pools, until the end of the `with` block."""
    if lists_folder is not None:
        # What a child may read must be there when it starts; an update may come later.
        with suppress(OSError):
            lists_folder.mkdir(parents=True, exist_ok=True)
    with (
        Pool[Job, Enrichment](
            reading_task(models, code_version, lists_folder), processes=processes
        ) as reading,
        Pool[FileToRead, Extracted](extracting_task(), processes=1) as extracting,
    ):
        yield Pools(reading, extracting)
