"""A log, a vault and an index of very many cases, filled without the pipeline.

Each case has a key in the vault, wrapped as intake does it, a received and an enriched
event sealed with that key, and a document made of both by the index stage's own code.
Only the reading is left out: all reports tell the same story, and the same was found.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy import insert

from schemas.case import Case, CaseDocument
from schemas.events import AllegationEnriched, AllegationReceived
from schemas.topics import ENRICHED, RECEIVED, STAGES, TOPICS
from services.index.documents import document
from tests.builders import enriched, received
from tests.manual_clock import ManualClock
from tocsin.case_keys.table import CASE_KEYS
from tocsin.casework.fold import Placed, fold
from tocsin.clock import SystemClock
from tocsin.database import open_engine
from tocsin.errors import DependencyDown
from tocsin.ids import case_id
from tocsin.log import encode
from tocsin.sealed import DataKey, WrappedKey, new_data_key, wrap
from tocsin.search.base import Write
from tocsin.settings import Settings
from tocsin.vault import master_key
from tocsin.wiring import database_url, open_index, open_log

BATCH_CASES = 1_000
PROCESSES = 4
WAITS_MAX = 60
"""Each is 5 s of the log or 10 s of the index, on a machine that is busy."""
DAY_CASES = 10_000
"""The embedded log says that it took so many a day; Kafka has its own clock."""

_DAY_S = 86_400
_FIRST = datetime(2026, 3, 1, tzinfo=UTC)
_T = TypeVar("_T")


def fill(settings: Settings, cases: int) -> None:
    """Put so many cases into an installation; all stages are past them.

    Goes on where a filling ended that did not come to its end.
    """
    clock = SystemClock()
    with open_log(settings, clock) as log, open_index(settings) as index:
        log.apply(TOPICS.values())
        index.apply()
        batches = [
            range(start, min(start + BATCH_CASES, cases))
            for start in range(0, cases, BATCH_CASES)
        ]
        left = [batch for batch in batches if not index.get([_case(batch[-1])])]
        # Before there are others that would make the keys and the tables, too.
        master_key(settings)
        database_url(settings)
        with ProcessPoolExecutor(PROCESSES) as pool:
            for _ in pool.map(_put, [settings] * len(left), left):
                pass
        for stage, topics in STAGES.items():
            with log.join(stage, topics, member="filled") as reader:
                while not reader.assignment():
                    reader.poll(records_max=1, timeout_s=0.1)
                ends = log.bounds(topics)
                reader.commit({one: bound.end for one, bound in ends.items()})
        index.refresh()


@dataclass(frozen=True, slots=True)
class _Made:
    """One case before it is stored."""

    key: DataKey
    wrapped: WrappedKey
    received: AllegationReceived
    enriched: AllegationEnriched


def _put(settings: Settings, batch: range) -> None:
    """A batch in a process of its own, in the order of production: keys first."""
    made = list(_made(settings, batch))
    records = [encode(one.received, RECEIVED, one.key) for one in made]
    records += [encode(one.enriched, ENRICHED, one.key) for one in made]
    engine = open_engine(database_url(settings))
    with engine.begin() as connection:
        connection.execute(insert(CASE_KEYS), [_row(one.wrapped) for one in made])
    engine.dispose()
    clock = ManualClock()
    clock.sleep(batch[0] // DAY_CASES * _DAY_S)
    with open_log(settings, clock) as log, open_index(settings) as index:
        _patiently(lambda: log.append(records))
        results = _patiently(lambda: index.write(_writes(made)))
    refused = [result for result in results if result.fate != "written"]
    if refused:
        raise RuntimeError(f"the index refused {len(refused)}: {refused[0].reason}")


def _patiently(act: Callable[[], _T]) -> _T:
    """Wait for the other processes, which write to the same files."""
    for _ in range(WAITS_MAX):
        with suppress(DependencyDown):
            return act()
    raise RuntimeError("the log or the index is away")


def _made(settings: Settings, batch: range) -> Iterator[_Made]:
    public_key = master_key(settings)
    first = received()
    second = enriched(organizations=(), products=(), screening=(), findings=())
    for number in batch:
        case = _case(number)
        key = new_data_key(case)
        at = _FIRST + timedelta(days=number / DAY_CASES)
        of = f"received-{number}"
        yield _Made(
            key,
            wrap(key, public_key),
            first.model_copy(update={"id": of, "case_id": case, "time": at}),
            second.model_copy(
                update={
                    "id": f"enriched-{number}",
                    "case_id": case,
                    "received_id": of,
                    "time": at,
                }
            ),
        )


def _case(number: int) -> str:
    return case_id(f"archive-{number}")


def _row(key: WrappedKey) -> dict[str, object]:
    return {
        "id": key.id,
        "case_id": key.case_id,
        "wrapped": key.wrapped,
        "key_id": key.master_id,
        "created_at": _FIRST,
    }


def _writes(made: Sequence[_Made]) -> list[Write]:
    """What the index stage makes of the first, and the same of each other."""
    one = made[0]
    case = Case(case_id=one.received.case_id)
    for event, topic in ((one.received, RECEIVED), (one.enriched, ENRICHED)):
        case = fold(case, Placed(event, topic.name, 0, 0))
    like = document(case, {})
    return [Write(_document(like, each), None) for each in made]


def _document(like: CaseDocument, made: _Made) -> CaseDocument:
    own = {"case_id": made.received.case_id}
    ids = {"received_id": made.received.id, "enriched_id": made.enriched.id}
    case = like.case.model_copy(update=own | ids)
    return like.model_copy(update=own | {"case": case})
