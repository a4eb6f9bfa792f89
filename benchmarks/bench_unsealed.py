"""What sealing by case costs of all work: the stages with it and without, in turns.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.bench_unsealed [--reports N]

Without it: nothing is encrypted, no key is wrapped, stored or looked up. The three
stages work one after the other in this process, on the embedded pair; the processor
time of each is told. Aim: sealing adds less than 5 %.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any
from unittest.mock import patch

from benchmarks.reports import reports
from schemas.submission import Submission
from schemas.topics import ENRICHED, RECEIVED
from services.enrich.analyst import analyzing
from services.enrich.handler import EnrichHandler
from services.index.handler import IndexHandler
from services.intake import ledger, reception
from services.intake.service import open_reception
from tocsin.case_keys import KeyRing
from tocsin.clock import SystemClock
from tocsin.delivery import Delivery, Done
from tocsin.delivery.outcome import Outcome
from tocsin.log import EventLog, Record, TopicPartition
from tocsin.logs import set_up_logs
from tocsin.sealed import DataKey, WrappedKey, new_data_key
from tocsin.settings import Settings, load_settings
from tocsin.vault import open_vault
from tocsin.version import CODE_VERSION
from tocsin.wiring import open_index, open_log

_BATCH = 64


class _Here:
    """A pool that works in this process, so that its time is ours."""

    def __init__(self, work: Callable[..., Any]) -> None:
        self.run = work


def main() -> None:
    """Print the milliseconds a report of each round, and what sealing adds."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--reports", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    set_up_logs("WARNING")
    analyze = analyzing(load_settings().models, CODE_VERSION, Path("no-lists"))
    _round(analyze, 50, prefix="warm")
    added = []
    for number in range(options.rounds):
        # Texts of their own: what was read once is remembered.
        with _unsealed():
            clear = _round(analyze, options.reports, prefix=f"clear-{number}")
        sealed = _round(analyze, options.reports, prefix=f"sealed-{number}")
        added.append(sum(sealed) / sum(clear) - 1)
        told = ", ".join(
            f"{stage} {before:.2f} -> {after:.2f}"
            for stage, before, after in zip(
                ("intake", "enrich", "index"), clear, sealed, strict=True
            )
        )
        print(f"ms a report: {told}; sealing adds {added[-1]:.1%}")
    print(f"median {median(added):.1%}")


def _round(analyze: Callable[..., Any], count: int, *, prefix: str) -> list[float]:
    """Milliseconds of processor time that a report takes in each stage."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        settings = load_settings(data=Path(folder))
        clock = SystemClock()
        log = stack.enter_context(open_log(settings, clock))
        index = stack.enter_context(open_index(settings))
        vault = stack.enter_context(open_vault(settings, clock))
        enrich = EnrichHandler(
            reading=_Here(analyze),  # type: ignore[arg-type] # has all of a pool that is used
            extracting=_Here(list),  # type: ignore[arg-type] # as above; there are no files
            files=vault.files,
            codec=vault.codec,
            clock=clock,
        )
        fold = IndexHandler(index, vault.files, vault.codec)
        spent = [
            _timed(lambda: _take_in(settings, log, count, prefix)),
            _timed(lambda: _handled(log, RECEIVED.name, enrich.handle)),
            _timed(lambda: _handled(log, RECEIVED.name, fold.handle))
            + _timed(lambda: _handled(log, ENRICHED.name, fold.handle)),
        ]
        if index.count() != count:
            raise RuntimeError(f"{index.count()} of {count} cases in the index")
    return [seconds / count * 1e3 for seconds in spent]


def _timed(act: Callable[[], object]) -> float:
    before_s = process_time()
    act()
    return process_time() - before_s


def _take_in(settings: Settings, log: EventLog, count: int, prefix: str) -> None:
    with open_reception(settings, log, SystemClock()) as desk:
        for report in reports(count, prefix=prefix):
            submission = Submission.model_validate(report)
            desk.receive(submission, uploads={}, channel="import")


def _handled(
    log: EventLog, topic: str, handle: Callable[[Sequence[Delivery]], Sequence[Outcome]]
) -> None:
    for source in log.bounds([topic]):
        for batch in _batches(log, source):
            outcomes = handle([Delivery(record, 1) for record in batch])
            log.append(
                [o for one in outcomes if isinstance(one, Done) for o in one.outputs]
            )


def _batches(log: EventLog, source: TopicPartition) -> Iterator[Sequence[Record]]:
    offset = 0
    while batch := log.read(source, offset=offset, records_max=_BATCH):
        yield batch
        offset = batch[-1].offset + 1


@contextmanager
def _unsealed() -> Iterator[None]:
    """Nothing is encrypted, and keys are only remembered."""
    made: dict[str, DataKey] = {}
    of_case: dict[str, DataKey] = {}

    def new(case_id: str) -> DataKey:
        key = new_data_key(case_id)
        made[key.id] = of_case[case_id] = key
        return key

    def as_it_is(_key: DataKey, value: bytes, *, bound: bytes) -> bytes:  # noqa: ARG001 - as it is called
        return value

    def wrapped(key: DataKey, _public_key: object) -> WrappedKey:
        return WrappedKey(key.id, key.case_id, b"", "")

    instead: dict[str, tuple[object, Callable[..., object]]] = {
        "seal": (DataKey, as_it_is),
        "open": (DataKey, as_it_is),
        "new_data_key": (reception, new),
        "wrap": (reception, wrapped),
        "insert_key": (ledger, lambda *_: None),
        "fetch": (KeyRing, lambda *_: None),
        "key": (KeyRing, lambda _, id: made[id]),
        "key_of": (KeyRing, lambda _, case_id: of_case[case_id]),
    }
    with ExitStack() as stack:
        for name, (where, function) in instead.items():
            stack.enter_context(patch.object(where, name, function))
        yield


if __name__ == "__main__":
    main()
