"""Documents a second written, and how long a search takes, on both indices.

    python -m benchmarks.bench_search [--documents 20000] [--elastic http://127.0.0.1:PORT]

Documents are made of a fixed seed: 120 words each, drawn like words of a language
(a few often, many seldom). The embedded index lies in a temporary folder (TMPDIR), and
every batch is synced to disk.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from schemas.case import Case, CaseDocument
from tocsin.search.base import SearchIndex, SearchRequest, Write
from tocsin.search.elastic import ElasticIndex
from tocsin.search.elastic_mapping import ElasticOptions
from tocsin.search.grammar import parse
from tocsin.search.tantivy import TantivyIndex

_SEED = 20260314
_BATCH = 100
_VOCABULARY = 20_000
_WORDS = 120
_SEARCHES = 200
_FACETS = ("status", "goods", "country")
_START = datetime(2024, 1, 1, tzinfo=UTC)


def documents(count: int) -> Iterator[CaseDocument]:
    """Made-up cases."""
    chance = random.Random(_SEED)
    vocabulary = [f"w{number}" for number in range(_VOCABULARY)]
    weights = [1 / (rank + 1) for rank in range(_VOCABULARY)]
    for number in range(count):
        at = _START + timedelta(minutes=30 * number)
        case_id = f"{chance.getrandbits(80):020x}"
        yield CaseDocument(
            case_id=case_id,
            version=1,
            title=f"Case {number}",
            text=" ".join(chance.choices(vocabulary, weights, k=_WORDS)),
            status=chance.choice(["new", "assigned", "closed"]),
            stage="enriched",
            received_at=at,
            updated_at=at,
            priority=chance.randrange(101),
            countries_alleged=(f"C{chance.randrange(60)}",),
            goods=(f"good {chance.randrange(150)}",),
            case=Case(case_id=case_id),
        )


def requests() -> Iterator[tuple[str, SearchRequest]]:
    """Searches as the desk sends them: one page, three facets."""
    chance = random.Random(_SEED + 1)
    for _ in range(_SEARCHES):
        first, second = (f"w{chance.randrange(20, 2000)}" for _ in range(2))
        texts = {
            "all": "",
            "word": first,
            "two words": f"{first} OR {second}",
            "prefix": f"{first}*",
            "fuzzy": f"{first}~1",
            "range": f"{first} priority:>=50 received:2024",
        }
        for kind, text in texts.items():
            yield kind, SearchRequest(parse(text), facets=_FACETS)


def write(index: SearchIndex, count: int) -> float:
    """Seconds to write all in batches, and to make them searchable."""
    made = list(documents(count))
    start = time.perf_counter()
    for at in range(0, count, _BATCH):
        batch = [Write(document, None) for document in made[at : at + _BATCH]]
        fates = {result.fate for result in index.write(batch)}
        if fates != {"written"}:
            raise SystemExit(f"not written: {fates}")
    index.refresh()
    return time.perf_counter() - start


def search(index: SearchIndex) -> dict[str, list[float]]:
    """Milliseconds of each search, by kind."""
    took: dict[str, list[float]] = {}
    for kind, request in requests():
        start = time.perf_counter()
        index.search(request)
        took.setdefault(kind, []).append((time.perf_counter() - start) * 1000)
    return took


def report(name: str, index: SearchIndex, count: int) -> None:
    """Print the figures of one index."""
    index.apply()
    seconds = write(index, count)
    print(f"{name}: {count / seconds:,.0f} documents a second, batches of {_BATCH}")
    for kind, took in search(index).items():
        p95 = statistics.quantiles(took, n=20)[-1]
        print(f"  {kind:10} p50 {statistics.median(took):6.1f} ms  p95 {p95:6.1f} ms")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--elastic", help="measure this Elasticsearch as well")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, TantivyIndex(Path(folder)) as index:
        report("tantivy", index, options.documents)
    if options.elastic:
        name = f"bench-{time.time_ns()}"
        elastic = ElasticOptions(replicas=0)
        with ElasticIndex(options.elastic, name=name, options=elastic) as index:
            report("elasticsearch", index, options.documents)


if __name__ == "__main__":
    main()
