"""Memory of all workers after 20,000 reports against after 2,000: aim, within 10 %.

    python -m benchmarks.bench_memory [--quick] [--embedded-only]

Resident memory (Pss) of the enrichment worker with its children and of the index
worker, after a backlog is worked off. One sentence a report, so that it takes minutes.
"""

from benchmarks.pairs import PATIENCE_S, options_of, pairs, warmed
from benchmarks.reports import small_reports
from benchmarks.resident import resident_mib
from tests.pipeline.world import World


def main() -> None:
    """Print one row for each pair."""
    options = options_of("Memory of the workers.")
    first, last = (200, 2_000) if options.quick else (2_000, 20_000)
    for name, world in pairs(embedded_only=options.embedded_only):
        warmed(world)
        before = _after(world, first, prefix="first")
        after = _after(world, last - first, prefix="second")
        print(
            f"{name}: {before:.0f} MiB after {first}, {after:.0f} MiB after {last}:"
            f" {(after / before - 1) * 100:+.1f} % (aim: at most +10 %)"
        )


def _after(world: World, count: int, *, prefix: str) -> float:
    """MiB of all workers, once so many more reports are searchable."""
    world.submit(*small_reports(count, prefix=prefix))
    world.wait(patience_s=PATIENCE_S)
    return resident_mib(process.pid for process in world.processes.values())


if __name__ == "__main__":
    main()
