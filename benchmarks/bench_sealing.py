"""What sealing by case costs: the codec with and without it, on real events.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.bench_sealing [--reports 200]

The reports are read by the whole enrichment first; that time is printed beside. Times
of sealing are processor time of this process, the best of five rounds, since other work
on the machine would count otherwise. The database is SQLite in a temporary folder.
"""

import argparse
import hashlib
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from benchmarks.reports import reports
from schemas.enrichment import NARRATIVE, Enrichment
from schemas.events import AllegationEnriched, AllegationReceived, Event
from schemas.submission import Allegation
from schemas.topics import ENRICHED, RECEIVED, Topic
from services.enrich.job import Job, JobText
from services.enrich.pools import reading_task
from tocsin.blobs import CaseFiles, FolderBlobs
from tocsin.case_keys import CaseKeyTable, KeyRing
from tocsin.clock import SystemClock
from tocsin.database import upgrade
from tocsin.ids import case_id
from tocsin.log import NewRecord, Record, decode, encode
from tocsin.log.sealing import open_value
from tocsin.processes import Pool
from tocsin.sealed import (
    CURRENT,
    DataKey,
    MasterKeys,
    WrappedKey,
    load_public_key,
    make_master_folder,
    new_data_key,
    wrap,
)
from tocsin.settings import load_settings
from tocsin.version import CODE_VERSION

_ROUNDS = 5
_BATCH = 64
_FILE_BYTES = 25 * 1024 * 1024
_NOW = datetime(2026, 7, 1, tzinfo=UTC)


def main() -> None:
    """Make events, then measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--reports", type=int, default=200)
    count = parser.parse_args().reports
    received, enriched, read_s = _events(count)
    with tempfile.TemporaryDirectory() as folder:
        keys = _Keys(Path(folder), [event.case_id for event in received])
        _measure(keys, received, enriched, read_s / count)
        _measure_file(keys, Path(folder))


def _events(
    count: int,
) -> tuple[list[AllegationReceived], list[AllegationEnriched], float]:
    allegations = [
        Allegation(narrative=report["narrative"])
        for report in reports(count, prefix="sealing")
    ]
    jobs = [
        Job(one, (JobText(NARRATIVE, one.narrative, None),), _NOW.date())
        for one in allegations
    ]
    task = reading_task(load_settings().models, CODE_VERSION, Path("no-lists"))
    with Pool[Job, Enrichment](task, processes=1) as pool:
        pool.run(jobs[:1])
        began = time.perf_counter()
        found = pool.run(jobs)
        read_s = time.perf_counter() - began
    received = [
        AllegationReceived(
            id=f"received-{n}",
            source="tocsin/intake",
            time=_NOW,
            case_id=case_id(f"sealing-{n}"),
            channel="api",
            allegation=one,
        )
        for n, one in enumerate(allegations)
    ]
    enriched = [
        AllegationEnriched(
            id=f"enriched-{n}",
            source="tocsin/enrich",
            time=_NOW,
            case_id=case_id(f"sealing-{n}"),
            received_id=f"received-{n}",
            enrichment=one,
        )
        for n, one in enumerate(found)
        if isinstance(one, Enrichment)
    ]
    return received, enriched, read_s


@dataclass
class _Keys:
    """A database with a key for each case."""

    folder: Path
    cases: Sequence[str]

    def __post_init__(self) -> None:
        make_master_folder(self.folder / "master")
        self.public_key = load_public_key(self.folder / "master" / CURRENT)
        self.masters = MasterKeys(self.folder / "master")
        url = f"sqlite:///{self.folder}/keys.sqlite"
        upgrade(url)
        self.table = CaseKeyTable(url)
        self.made = {case: new_data_key(case) for case in self.cases}
        self.wrapped = [wrap(key, self.public_key) for key in self.made.values()]
        for one in self.wrapped:
            self.table.add(one, _NOW)

    def ring(self) -> KeyRing:
        """One that holds no key yet."""
        return KeyRing(self.table, self.masters, SystemClock())

    def fetch(self) -> None:
        """Look all keys up and unwrap them, in batches as a worker does."""
        ring = self.ring()
        ids = [key.id for key in self.made.values()]
        for start in range(0, len(ids), _BATCH):
            ring.fetch(ids[start : start + _BATCH])

    def wrap(self) -> list[WrappedKey]:
        """Make and wrap a key for each case, as intake does."""
        return [wrap(new_data_key(case), self.public_key) for case in self.cases]


def _measure(
    keys: _Keys,
    received: Sequence[AllegationReceived],
    enriched: Sequence[AllegationEnriched],
    read_s: float,
) -> None:
    count = len(keys.cases)
    first = _codec(keys.made, received, RECEIVED)
    second = _codec(keys.made, enriched, ENRICHED)
    make_us = _best_us(keys.wrap, count)
    fetch_us = _best_us(keys.fetch, count)
    print(
        f"make and wrap a key: {make_us:.0f} us; look it up and unwrap: {fetch_us:.0f}"
    )
    stages = {
        "intake": make_us + first.encode_us,
        "enrich": fetch_us + first.decode_us + second.encode_us,
        "index": fetch_us + first.decode_us + second.decode_us,
    }
    for stage, us in stages.items():
        print(f"{stage}: {us:.0f} us a case more")
    total_us = sum(stages.values())
    read_us = read_s * 1e6
    print(f"reading: {read_us:.0f} us a case; sealing adds {total_us / read_us:.1%}")


@dataclass(frozen=True)
class _Cost:
    """What sealing adds to a record."""

    encode_us: float
    decode_us: float


def _codec(keys: dict[str, DataKey], events: Sequence[Event], topic: Topic) -> _Cost:
    plain = replace(topic, is_sealed=False)
    count = len(events)

    def sealed_records() -> list[NewRecord]:
        return [encode(event, topic, keys[event.case_id]) for event in events]

    encode_us = _best_us(lambda: [encode(e, plain) for e in events], count)
    seal_us = _best_us(sealed_records, count)
    records = [_stored(one) for one in sealed_records()]
    decode_us = _best_us(lambda: [decode(r, keys[r.key]) for r in records], count)
    open_us = _best_us(lambda: [open_value(r, keys[r.key]) for r in records], count)
    size = sum(len(record.value or b"") for record in records) // count
    print(
        f"{topic.name}: {size:,} bytes; encode {encode_us:.0f} us,"
        f" sealed {seal_us:.0f}; decode {decode_us - open_us:.0f} us,"
        f" sealed {decode_us:.0f}"
    )
    return _Cost(seal_us - encode_us, open_us)


def _stored(new: NewRecord) -> Record:
    return Record(new.topic, 0, 0, new.key, new.value, new.headers, _NOW)


def _measure_file(keys: _Keys, folder: Path) -> None:
    content = bytes(_FILE_BYTES)
    files = CaseFiles(FolderBlobs(folder / "files"), keys.ring())
    case = keys.cases[0]
    hash_us = _best_us(lambda: hashlib.sha256(content).digest(), 1)
    put_us = _best_us(lambda: files.put(case, BytesIO(content)), 1)
    sha256 = files.put(case, BytesIO(content))
    get_us = _best_us(lambda: files.get(case, sha256), 1)
    print(
        f"file of 25 MiB: hash {hash_us / 1e3:.0f} ms, put {put_us / 1e3:.0f} ms,"
        f" get {get_us / 1e3:.0f} ms"
    )


def _best_us(act: Callable[[], object], count: int) -> float:
    """Microseconds of processor time for each of `count`, in the best round."""
    times = []
    for _ in range(_ROUNDS):
        began = time.process_time()
        act()
        times.append(time.process_time() - began)
    return min(times) / count * 1e6


if __name__ == "__main__":
    main()
