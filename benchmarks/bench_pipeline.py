"""Reports a second from accepted to searchable, against raw spaCy on the same texts.

    python -m benchmarks.bench_pipeline [--quick] [--embedded-only] [--rounds N]

All in one run on the same cores. Aim: at least 0.8 of raw spaCy on either pair. The
pipeline's clock starts before the first report is taken in and stops when the last case
is searchable: intake, log, enrichment, folding and index share the cores. Raw spaCy is
`nlp.pipe(batch_size=64)` of the same model, without parser, tagger, lemmatizer and
attribute_ruler, one process a core, models loaded before its clock starts; each pair
has handled 1,000 other reports before.

A machine that is shared may do half as much in the next minute as in this one: raw
spaCy is measured before and after each pair, a pair is compared with the mean of the
two, and of several rounds the median counts.
"""

import statistics
import time
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

from benchmarks.pairs import (
    CORES,
    EMBEDDED,
    PATIENCE_S,
    REAL,
    WARM_REPORTS,
    embedded_pair,
    options_of,
    real_pair,
    run_folder,
    warmed,
)
from benchmarks.raw_spacy import BATCH_TEXTS, raw_per_s
from benchmarks.reports import reports
from tests.pipeline.world import World

AIM = 0.8


def main() -> None:
    """Print a row for each round of each pair, and the median of its rounds."""
    options = options_of("Throughput of the pipeline.", rounds=1)
    # Whole batches, as many for each core: raw spaCy never waits for a last one.
    count = BATCH_TEXTS * CORES * (1 if options.quick else 10)
    warm = count if options.quick else WARM_REPORTS
    names = [EMBEDDED] if options.embedded_only else [EMBEDDED, REAL]
    texts = [report["narrative"] for report in reports(count, prefix="measured")]
    words = sum(len(text.split()) for text in texts) / count
    print(f"{count} reports of {words:.0f} words on average")
    raw = [raw_per_s(texts, CORES)]
    took: list[tuple[str, float]] = []
    with run_folder() as folder:
        for number in range(options.rounds):
            for name in names:
                per_s = _pair_per_s(name, folder / str(number), warm, count)
                took.append((name, per_s))
                raw.append(raw_per_s(texts, CORES))
    ratios: dict[str, list[float]] = defaultdict(list)
    for (name, per_s), beside in zip(took, pairwise(raw), strict=True):
        ratios[name].append(per_s / statistics.mean(beside))
        print(
            f"{name}: {per_s:.1f} reports/s; nlp.pipe {beside[0]:.1f} texts/s before"
            f" and {beside[1]:.1f} after: {ratios[name][-1]:.2f} of it"
        )
    for name, found in ratios.items():
        middle = statistics.median(found)
        print(f"{name}: {middle:.2f} of nlp.pipe in the middle (aim {AIM})")


def _pair_per_s(name: str, folder: Path, warm: int, count: int) -> float:
    if name == EMBEDDED:
        with embedded_pair(folder) as world:
            return _per_s(world, warm, count)
    with real_pair(folder) as (world, _):
        return _per_s(world, warm, count)


def _per_s(world: World, warm: int, count: int) -> float:
    warmed(world, warm)
    started_s = time.perf_counter()
    world.submit(*reports(count, prefix="measured"))
    world.wait(patience_s=PATIENCE_S)
    took_s = time.perf_counter() - started_s
    if not world.verify().holds:
        raise RuntimeError("reports were lost")
    return count / took_s


if __name__ == "__main__":
    main()
