"""Putting cases through enrichment again.

The record of a case's allegation is appended once more, as it is: it keeps its event
id, so the index folds nothing twice, and enrichment makes an event with another id
because it has other versions now. A kill in between and a repeat are harmless.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from schemas.case import CaseDocument
from schemas.enrichment import Versions
from schemas.topics import RECEIVED, STAGES
from tocsin.clock import Clock
from tocsin.errors import DependencyDown
from tocsin.ids import versions_id
from tocsin.log.base import EventLog, NewRecord, TopicPartition
from tocsin.operations.lag import stage_lag
from tocsin.search.base import SearchIndex, SearchRequest, Sort
from tocsin.search.query import And, Not, Query, Term

# A page of explained cases is some 2 MB, and a batch of their records a few more.
PAGE_CASES = 100
# New reports wait behind what we append: at some 50 texts a second, ten seconds.
BEHIND_MAX = 500
LOOK_AGAIN_S = 0.5


@dataclass(frozen=True, slots=True)
class PutBack:
    """What was done.

    Attributes:
        cases: cases that were to go through enrichment again.
        records: of them, those whose record was appended.
        missing: the first few of the others: the log does not hold their record.
    """

    cases: int
    records: int
    missing: tuple[str, ...]


MISSING_LISTED_MAX = 20


def stale(versions: Versions) -> Query:
    """The cases that something else than these versions has enriched.

    A case that was never enriched is not stale: it waits, or has a dead letter.
    """
    current = Term("enriched_with", versions_id(versions))
    return And((Term("stage", "enriched"), Not(current)))


def find_cases(index: SearchIndex, query: Query) -> Iterator[CaseDocument]:
    """All cases of a search, page by page in order of id.

    The search may change its answer meanwhile: a cursor of ids skips none for it.

    Raises:
        DependencyDown: the index does not answer.
    """
    after: str | None = None
    while True:
        page = index.search(
            SearchRequest(
                query, sort=Sort("id", descending=False), limit=PAGE_CASES, after=after
            )
        )
        yield from (hit.document for hit in page.hits)
        if (after := page.after) is None:
            return


def put_back(
    log: EventLog,
    clock: Clock,
    documents: Iterable[CaseDocument],
    told: Callable[[int], None],
) -> PutBack:
    """Append the allegations of cases again, no faster than they are read.

    Args:
        log: to read from and to append to.
        clock: waits while the stages are behind.
        documents: the cases.
        told: called with the number of cases done, batch by batch.

    Raises:
        DependencyDown: the log does not answer, or a stage is behind and no worker of
            it runs.
    """
    cases = records = 0
    missing: list[str] = []
    waiting = iter(documents)
    while batch := list(islice(waiting, PAGE_CASES)):
        _wait(log, clock)
        found = {document.case_id: _record(log, document) for document in batch}
        again = [record for record in found.values() if record is not None]
        if again:
            log.append(again)
        cases += len(batch)
        records += len(again)
        missing += [id for id, record in found.items() if record is None]
        told(len(batch))
    return PutBack(cases, records, tuple(missing[:MISSING_LISTED_MAX]))


def _wait(log: EventLog, clock: Clock) -> None:
    while behind := _behind(log, STAGES):
        stage, records, members = behind
        if not members:
            why = f"it is {records} records behind, and no worker runs"
            raise DependencyDown(f"the stage {stage}", why)
        clock.sleep(LOOK_AGAIN_S)


def _behind(
    log: EventLog, stages: Iterable[str]
) -> tuple[str, int, Sequence[str]] | None:
    """The first stage that is too far behind, how far, and who works on it."""
    for stage in stages:
        lag = stage_lag(log, stage)
        if lag.records_behind > BEHIND_MAX:
            return stage, lag.records_behind, lag.members
    return None


def _record(log: EventLog, document: CaseDocument) -> NewRecord | None:
    """The record of the allegation that the case shows; None where it is gone."""
    case = document.case
    for place, offset in case.applied.items():
        topic, _, partition = place.rpartition("/")
        if topic != RECEIVED.name:
            continue
        source = TopicPartition(topic, int(partition))
        for record in log.read(source, offset=offset, records_max=1):
            is_it = record.offset == offset and record.key == case.case_id
            if is_it and record.headers.get("ce_id") == case.received_id:
                return NewRecord(topic, record.key, record.value, record.headers)
    return None
