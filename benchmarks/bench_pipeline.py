"""Reports a second from accepted to searchable, against raw spaCy on the same texts.

    python -m benchmarks.bench_pipeline [--quick] [--embedded-only]

All in one run on the same cores. Aim: at least 0.8 of raw spaCy on either pair. The
pipeline's clock starts before the first report is taken in and stops when the last case
is searchable: intake, log, enrichment, folding and index share the cores. Raw spaCy is
`nlp.pipe(batch_size=64)` of the same model, without parser, tagger, lemmatizer and
attribute_ruler, one process a core, models loaded before its clock starts; each pair
has handled 1,000 other reports before.
"""

import time

from benchmarks.pairs import CORES, PATIENCE_S, WARM_REPORTS, options_of, pairs, warmed
from benchmarks.raw_spacy import raw_per_s
from benchmarks.reports import reports

AIM = 0.8


def main() -> None:
    """Print a row for raw spaCy and one for each pair."""
    options = options_of("Throughput of the pipeline.")
    count = 120 if options.quick else 1_200
    texts = [report["narrative"] for report in reports(count, prefix="measured")]
    raw = raw_per_s(texts, CORES)
    words = sum(len(text.split()) for text in texts) / count
    print(f"{count} reports of {words:.0f} words on average")
    print(f"nlp.pipe: {raw:.1f} texts/s")
    for name, world in pairs(embedded_only=options.embedded_only):
        warmed(world, count if options.quick else WARM_REPORTS)
        started_s = time.perf_counter()
        world.submit(*reports(count, prefix="measured"))
        accepted_s = time.perf_counter() - started_s
        world.wait(patience_s=PATIENCE_S)
        took_s = time.perf_counter() - started_s
        if not world.verify().holds:
            raise RuntimeError(f"{name}: reports were lost")
        print(
            f"{name}: {count / took_s:.1f} reports/s, {count / took_s / raw:.2f} of"
            f" nlp.pipe (aim {AIM}); the last was accepted after {accepted_s:.1f} of"
            f" {took_s:.1f} s"
        )


if __name__ == "__main__":
    main()
