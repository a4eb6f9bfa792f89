"""CPU time that a report takes, by process, from accepted to searchable.

    python -m benchmarks.bench_cpu [--quick] [--embedded-only]

Unlike a rate, it changes little with what else the machine does. A pair can handle at
most 1,000 times the cores, divided by the sum, reports a second. Each pair has handled
1,000 other reports before. No aim of its own: it tells where the time of
`bench_pipeline` goes.
"""

import os
from collections import defaultdict
from pathlib import Path

from benchmarks.pairs import (
    PATIENCE_S,
    WARM_REPORTS,
    options_of,
    pairs_with_engines,
    warmed,
)
from benchmarks.reports import reports
from benchmarks.resident import with_descendants
from tests.engines.engines import Engines
from tests.pipeline.world import World

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print one row for each pair."""
    options = options_of("CPU time of the pipeline.")
    count = 120 if options.quick else 1_200
    for name, world, engines in pairs_with_engines(embedded_only=options.embedded_only):
        warmed(world, count if options.quick else WARM_REPORTS)
        before = _cpu_s(world, engines)
        world.submit(*reports(count, prefix="measured"))
        world.wait(patience_s=PATIENCE_S)
        after = _cpu_s(world, engines)
        spent_ms = {
            who: (cpu_s - before[who]) / count * 1_000 for who, cpu_s in after.items()
        }
        told = ", ".join(f"{who} {ms:.1f}" for who, ms in spent_ms.items())
        print(f"{name}: {sum(spent_ms.values()):.1f} ms a report: {told}")


def _cpu_s(world: World, engines: Engines | None) -> dict[str, float]:
    """CPU seconds until now: of intake, the stages, their readers, and the engines."""
    known = {process.pid: name for name, process in world.processes.items()}
    readers = with_descendants(known) - known.keys()
    known[os.getpid()] = "intake"
    for server in (engines.kafka, engines.elasticsearch) if engines else ():
        if server.process is not None:
            known[server.process.pid] = server.name
    spent: defaultdict[str, float] = defaultdict(float)
    for pid in sorted(known.keys() | readers):
        spent[known.get(pid, "readers")] += _of_process_s(pid)
    return spent


def _of_process_s(pid: int) -> float:
    """User and system time of a process (proc(5), fields 14 and 15 of stat)."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) * _TICK_S


if __name__ == "__main__":
    main()
