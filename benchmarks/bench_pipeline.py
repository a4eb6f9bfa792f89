"""Reports a second from accepted to searchable, against raw spaCy on the same texts.

    python -m benchmarks.bench_pipeline [--quick] [--embedded-only]

All in one run on the same cores. The pipeline's clock starts before the first report
is taken in and stops when the last case is searchable: intake, log, enrichment, folding
and index share the cores. Raw spaCy is `nlp.pipe(batch_size=64)` of the same model,
without parser, tagger, lemmatizer and attribute_ruler, one process a core, models
loaded before its clock starts.
"""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib import import_module
from typing import Any

from benchmarks.pairs import CORES, PATIENCE_S, options_of, pairs, warmed
from benchmarks.reports import reports
from tocsin.settings import Settings

MODEL = Settings().models["en"]
EXCLUDED = ["parser", "tagger", "lemmatizer", "attribute_ruler"]
BATCH_TEXTS = 64


def main() -> None:
    """Print a row for raw spaCy and one for each pair."""
    options = options_of("Throughput of the pipeline.")
    count = 120 if options.quick else 1_200
    texts = [report["narrative"] for report in reports(count, prefix="measured")]
    raw = _raw_per_s(texts)
    words = sum(len(text.split()) for text in texts) / count
    print(f"{count} reports of {words:.0f} words on average")
    print(f"nlp.pipe: {raw:.1f} texts/s")
    for name, world in pairs(embedded_only=options.embedded_only):
        warmed(world)
        started_s = time.perf_counter()
        world.submit(*reports(count, prefix="measured"))
        accepted_s = time.perf_counter() - started_s
        world.wait(patience_s=PATIENCE_S)
        took_s = time.perf_counter() - started_s
        if not world.verify().holds:
            raise RuntimeError(f"{name}: reports were lost")
        print(
            f"{name}: {count / took_s:.1f} reports/s, {count / took_s / raw:.2f} of"
            f" nlp.pipe; the last was accepted after {accepted_s:.1f} of {took_s:.1f} s"
        )


def _raw_per_s(texts: Sequence[str]) -> float:
    batches = list(_batches(texts))
    with ProcessPoolExecutor(CORES) as pool:
        list(pool.map(_read, [list(texts[:4])] * CORES * 2))
        started_s = time.perf_counter()
        read = sum(pool.map(_read, batches))
        took_s = time.perf_counter() - started_s
    return read / took_s


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(texts), BATCH_TEXTS):
        yield list(texts[start : start + BATCH_TEXTS])


@cache
def _model() -> Any:  # noqa: ANN401 - spaCy's own
    return import_module(MODEL).load(exclude=EXCLUDED)


def _read(texts: list[str]) -> int:
    return sum(1 for _ in _model().pipe(texts, batch_size=BATCH_TEXTS))


if __name__ == "__main__":
    main()
