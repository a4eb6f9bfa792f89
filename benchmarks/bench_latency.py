"""From accepted to searchable at five reports a second: p50, p95 and p99.

    python -m benchmarks.bench_latency [--quick] [--embedded-only]

Open loop: reports come at their times, however far behind the pipeline is. The clock of
a report starts when intake has answered, and stops when a search finds its case with
its findings. Aim: p95 under 1 s on the embedded pair, under 2 s on the real engines.
"""

import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from benchmarks.pairs import options_of, pairs, warmed
from benchmarks.reports import reports
from schemas.submission import Submission
from services.intake.service import open_reception
from tests.pipeline.world import World

RATE_PER_S = 5.0
LOOK_S = 0.03
"""How exact the figures are."""
PAGE = 25
"""More than come out between two looks. Whole cases are read: a large page would make
the looking, not the pipeline, the slowest part."""
GIVE_UP_S = 120.0
AIMS_P95_S = {"embedded": 1.0}
AIM_REAL_P95_S = 2.0


def main() -> None:
    """Print one row for each pair."""
    options = options_of("Latency of the pipeline.")
    count = int(RATE_PER_S * (12 if options.quick else 60))
    for name, world in pairs(embedded_only=options.embedded_only):
        warmed(world)
        latencies = sorted(_latencies_s(world, count))
        cuts = statistics.quantiles(latencies, n=100, method="inclusive")
        aim_s = AIMS_P95_S.get(name, AIM_REAL_P95_S)
        print(
            f"{name}: {len(latencies)} reports at {RATE_PER_S:g}/s: p50 {cuts[49]:.2f},"
            f" p95 {cuts[94]:.2f} (aim {aim_s:g}), p99 {cuts[98]:.2f} s"
        )


def _latencies_s(world: World, count: int) -> Iterator[float]:
    accepted_s: dict[str, float] = {}
    with (
        open_reception(world.settings, world.log, world.clock) as reception,
        ThreadPoolExecutor(8) as pool,
    ):

        def send(report: dict[str, Any]) -> None:
            submission = Submission.model_validate(report)
            receipt = reception.receive(submission, uploads={}, channel="import")
            accepted_s[receipt.case_id] = time.perf_counter()

        waiting = reports(count, prefix="timed")
        started_s = time.perf_counter()
        sent, found = 0, set[str]()
        while len(found) < count:
            elapsed_s = time.perf_counter() - started_s
            if elapsed_s > count / RATE_PER_S + GIVE_UP_S:
                raise RuntimeError(f"{count - len(found)} reports never came out")
            while sent < min(count, elapsed_s * RATE_PER_S):
                pool.submit(send, next(waiting))
                sent += 1
            new = _newest(world) & accepted_s.keys() - found
            now_s = time.perf_counter()
            yield from (now_s - accepted_s[case_id] for case_id in new)
            found |= new
            time.sleep(LOOK_S)


def _newest(world: World) -> set[str]:
    """The newest cases that a search finds with their findings."""
    page = world.search("stage:enriched", sort="-received", limit=str(PAGE))
    return {hit.document.case_id for hit in page.hits}


if __name__ == "__main__":
    main()
