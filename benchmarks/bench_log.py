"""How fast the log takes and gives records, on a file and on a real Kafka, in one run.

    python -m benchmarks.bench_log [--seconds 5] [--threads 16] [--sqlite-only]

Appends: records of 1,000 random bytes, one by one, from many threads, each waiting
until its record is durable (SQLite: synchronous=FULL; Kafka: acks=all). Latency: from
before an append until a waiting member of a group has the record, one at a time.
Takeover: from the join of a worker that was killed until it has a record again.
"""

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from schemas.topics import Topic
from tests.contract.log_under_test import MEMBER, new_topic, numbered, read_on
from tests.engines.engines import cache_folder, make_engines
from tocsin.clock import SystemClock
from tocsin.log import EventLog, NewRecord
from tocsin.log.kafka import KafkaLog
from tocsin.log.sqlite import SqliteLog

SEED = 7
VALUE_BYTES = 1_000
BULK_RECORDS = 20_000
BULK_TOGETHER = 500
LATENCY_RECORDS = 300
PARTITIONS = 12


def main() -> None:
    """Measure and print one row for each adapter."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--threads", type=int, default=16)
    parser.add_argument("--sqlite-only", action="store_true")
    options = parser.parse_args()
    runs = cache_folder() / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=runs) as name:
        folder = Path(name)
        path = folder / "log.db"
        bare = _bare_transactions_per_s(path.with_name("bare.db"), options.seconds)
        print(f"one record a transaction, one thread, SQLite: {bare:,.0f} records/s")
        _measure(
            f"sqlite://{path}", lambda: SqliteLog(path, clock=SystemClock()), options
        )
        if options.sqlite_only:
            return
        engines = make_engines(folder)
        try:
            engines.kafka.start()
            bootstrap = engines.bootstrap
            _measure(
                engines.kafka_url,
                lambda: KafkaLog(bootstrap, client_id="bench"),
                options,
            )
        finally:
            engines.stop()


def _measure(
    url: str, open_log: Callable[[], EventLog], options: argparse.Namespace
) -> None:
    with open_log() as log:
        topic = new_topic(PARTITIONS)
        log.apply([topic])
        rate = _appends_per_s(log, topic, options.threads, options.seconds)
        bulk = new_topic(PARTITIONS)
        log.apply([bulk])
        together = _bulk_per_s(log, bulk)
        reading = _reads_per_s(log, bulk)
    with open_log() as log:
        quiet = new_topic(PARTITIONS)
        log.apply([quiet])
        p50, p95 = _latency_ms(open_log, log, quiet)
        takeover_s = _takeover_s(url, log)
    print(
        f"{url.partition(':')[0]}: {rate:,.0f} appends/s from {options.threads} "
        f"threads; {together:,.0f}/s in appends of {BULK_TOGETHER}; "
        f"{reading:,.0f} reads/s; append to poll p50 {p50:.1f} ms, "
        f"p95 {p95:.1f} ms; takeover after SIGKILL {takeover_s:.2f} s"
    )


def _bare_transactions_per_s(path: Path, seconds: float) -> float:
    """The baseline: what a disk gives when nobody shares a transaction."""
    with SqliteLog(path, clock=SystemClock()) as log:
        topic = new_topic(PARTITIONS)
        log.apply([topic])
        return _appends_per_s(log, topic, 1, seconds)


def _appends_per_s(log: EventLog, topic: Topic, threads: int, seconds: float) -> float:
    start = time.perf_counter()

    def write(thread: int) -> int:
        chance = random.Random(SEED + thread)
        value = chance.randbytes(VALUE_BYTES)
        count = 0
        while time.perf_counter() - start < seconds:
            log.append([NewRecord(topic.name, f"case-{chance.random()}", value)])
            count += 1
        return count

    with ThreadPoolExecutor(threads) as pool:
        written = sum(pool.map(write, range(threads)))
    return written / (time.perf_counter() - start)


def _bulk_per_s(log: EventLog, topic: Topic) -> float:
    value = random.Random(SEED).randbytes(VALUE_BYTES)
    records = [
        NewRecord(topic.name, f"case-{number}", value) for number in range(BULK_RECORDS)
    ]
    start = time.perf_counter()
    for first in range(0, BULK_RECORDS, BULK_TOGETHER):
        log.append(records[first : first + BULK_TOGETHER])
    return BULK_RECORDS / (time.perf_counter() - start)


def _reads_per_s(log: EventLog, topic: Topic) -> float:
    """From the first record that a member gets to the last."""
    with log.join(topic.name, [topic.name], member="bench") as reader:
        early = len(read_on(reader, 1))
        start = time.perf_counter()
        read_on(reader, BULK_RECORDS - early)
        return (BULK_RECORDS - early) / (time.perf_counter() - start)


def _latency_ms(
    open_log: Callable[[], EventLog], log: EventLog, topic: Topic
) -> tuple[float, float]:
    """Median and 95th percentile; writer and reader have a handle each."""
    chance = random.Random(SEED)
    sent: dict[int, float] = {}
    taken: list[float] = []
    ready = threading.Event()

    def read() -> None:
        with (
            open_log() as other,
            other.join(topic.name, [topic.name], member="bench") as reader,
        ):
            while len(taken) < LATENCY_RECORDS:
                for record in reader.poll(records_max=10, timeout_s=1):
                    now = time.perf_counter()
                    taken.append(now - sent[int(record.value or b"0")])
                if reader.assignment():
                    ready.set()

    reading = threading.Thread(target=read)
    reading.start()
    ready.wait()
    for number, record in enumerate(numbered(topic, LATENCY_RECORDS)):
        sent[number] = time.perf_counter()
        log.append([record])
        time.sleep(chance.uniform(0.0, 0.03))
    reading.join()
    cuts = statistics.quantiles(taken, n=20)
    return cuts[9] * 1000, cuts[18] * 1000


def _takeover_s(url: str, log: EventLog) -> float:
    topic = new_topic(PARTITIONS)
    log.apply([topic])
    log.append(numbered(topic, 3, key="case"))
    command = [sys.executable, "-W", "ignore", str(MEMBER)]
    with subprocess.Popen(
        [*command, url, topic.name, topic.name, "bench"], stdout=subprocess.PIPE
    ) as killed:
        if killed.stdout is not None:
            killed.stdout.readline()
        killed.kill()
    start = time.perf_counter()
    with log.join(topic.name, [topic.name], member="bench") as reader:
        read_on(reader, 1)
        return time.perf_counter() - start


if __name__ == "__main__":
    main()
