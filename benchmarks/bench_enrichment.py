"""Whole enrichment against raw spaCy on the same texts, and its memory.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.bench_enrichment [--quick]
        [--jsonl FILE] [--skip-speed] [--skip-memory]

Speed: every step of `Analyst.analyze` in child processes, as the worker and `tocsin
enrich --jsonl` run it, against `nlp.pipe(batch_size=64)` of the same model without
parser, tagger, lemmatizer and attribute_ruler; one process, then one a core. Models
are loaded before the clock starts; no text is read twice by one process. Aim: at least
1.5 times `nlp.pipe`.

Memory: 50,000 reports of two sentences with names of their own, every one enriched in
full, children replaced after 20,000 items each as in production. Aim: flat, at most
10 % over what the children take after the first 10,000. It takes 5 minutes of a core.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path

from benchmarks.raw_spacy import raw_per_s
from benchmarks.reports import SEED, reports
from benchmarks.resident import children_mib
from schemas.enrichment import NARRATIVE, Enrichment
from schemas.submission import Allegation
from services.enrich.job import Job, JobText
from services.enrich.pools import reading_task
from tocsin.processes import Failed, Pool
from tocsin.settings import Settings

CORES = os.cpu_count() or 1
ROUNDS = 2
AT_ONCE = 256
TODAY = date(2026, 1, 2)
AIM_SPEED = 1.5
SETTLED = 0.2
"""By then the memories of words, which have limits, are full or nearly so."""
SYLLABLES = ("ka", "ro", "mi", "ten", "sul", "var", "lon", "pri", "ga", "bo", "shi")


def main() -> None:
    """Print speed, then memory."""
    parser = argparse.ArgumentParser(description="Speed and memory of enrichment.")
    parser.add_argument("--quick", action="store_true", help="small, for trying")
    parser.add_argument("--jsonl", type=Path, help="texts of your own: rows {text}")
    parser.add_argument("--skip-speed", action="store_true")
    parser.add_argument("--skip-memory", action="store_true")
    options = parser.parse_args()
    print(f"{CORES} cores, load {os.getloadavg()[0]:.1f} before")
    if not options.skip_speed:
        _measure_speed(_texts(options.jsonl, 128 if options.quick else 1_024))
    if not options.skip_memory:
        _measure_memory(2_000 if options.quick else 50_000)


def _texts(jsonl: Path | None, count: int) -> list[str]:
    if jsonl is None:
        return [report["narrative"] for report in reports(count, prefix="measured")]
    return [json.loads(line)["text"] for line in jsonl.open(encoding="utf-8")]


def _measure_speed(texts: Sequence[str]) -> None:
    words = sum(len(text.split()) for text in texts) / len(texts)
    print(f"{len(texts)} texts of {words:.0f} words on average")
    raw, ours = {}, {}
    for processes in sorted({1, CORES}):
        # In turns, the best of each: other work on the machine hits both alike.
        rates = [
            (raw_per_s(texts, processes), _enriched_per_s(texts, processes))
            for _ in range(ROUNDS)
        ]
        raw[processes] = max(rate for rate, _ in rates)
        ours[processes] = max(rate for _, rate in rates)
        print(
            f"{processes} processes: nlp.pipe {raw[processes]:.1f} texts/s,"
            f" enrichment {ours[processes]:.1f} texts/s,"
            f" ratio {ours[processes] / raw[processes]:.2f} (aim {AIM_SPEED})"
        )
    if CORES > 1:
        print(
            f"{CORES} processes to 1: enrichment {ours[CORES] / ours[1]:.2f} times,"
            f" nlp.pipe {raw[CORES] / raw[1]:.2f} times"
        )


def _enriched_per_s(texts: Sequence[str], processes: int) -> float:
    jobs = [_job(text) for text in texts]
    with _pool(processes) as pool:
        pool.run([_job(r["narrative"]) for r in reports(16 * processes, prefix="warm")])
        started_s = time.perf_counter()
        for some in _portions(iter(jobs)):
            _run(pool, some)
        return len(jobs) / (time.perf_counter() - started_s)


def _measure_memory(count: int) -> None:
    done, shown = 0, count // 10
    taken_mib: list[float] = []
    with _pool(CORES) as pool:
        started_s = time.perf_counter()
        for some in _portions(_small_jobs(count)):
            _run(pool, some)
            done += len(some)
            if done >= shown:
                taken_mib.append(children_mib(os.getpid()))
                print(f"after {done} small reports: children {taken_mib[-1]:.0f} MiB")
                shown += count // 10
        rate = done / (time.perf_counter() - started_s)
    at = int(len(taken_mib) * SETTLED) - 1
    more = (max(taken_mib[at:]) / taken_mib[at] - 1) * 100
    print(
        f"{done} small reports, {rate:.0f} a second; at most {more:+.1f} % over what"
        f" they took after the first {SETTLED:.0%} (aim: at most +10 %)"
    )


def _small_jobs(count: int) -> Iterator[Job]:
    """Reports with names that no other has: nothing is read from memory for ever."""
    dice = random.Random(SEED)
    for number in range(count):
        names = ["".join(dice.choices(SYLLABLES, k=4)).capitalize() for _ in range(3)]
        yield _job(
            f"Report {number}: workers of {names[0]} {names[1]} Ltd in Malaysia say"
            f" that their passports are held. The gloves go to {names[2]} in Ohio."
        )


def _job(text: str) -> Job:
    report = Allegation(narrative=text, language="en")
    return Job(report, (JobText(NARRATIVE, text, "en"),), TODAY)


def _pool(processes: int) -> Pool[Job, Enrichment]:
    return Pool(reading_task(Settings().models, "bench"), processes=processes)


def _portions(jobs: Iterator[Job]) -> Iterator[list[Job]]:
    while portion := list(islice(jobs, AT_ONCE)):
        yield portion


def _run(pool: Pool[Job, Enrichment], jobs: Sequence[Job]) -> None:
    if any(isinstance(result, Failed) for result in pool.run(jobs)):
        raise RuntimeError("a text was not enriched")


if __name__ == "__main__":
    main()
