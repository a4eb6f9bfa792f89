"""Lookups among a million invented names, against rapidfuzz over all of them.

    python -m benchmarks.bench_names [--names 1000000] [--lookups 300]

Both sides run in this process, on one core (its time is given beside the clock's, as
other work on the machine slows the clock), on the same queries: names of the index
with a typing error, another legal form, an abbreviation or words run together.
"""

import argparse
import random
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from tocsin.names.index import NameIndex
from tocsin.names.normal import normal_name

_SEED = 20_260_701
_ONSETS = """
    b c ch d f g h j k kh l m n p q r s sh t th v w x y z zh br dr kr st tr
"""
_RIMES = """
    a ai an ang ao e ei en eng i ia in ing o ong ou u ui un ar er or il am im
"""
_TRADES = """
    Garment Textile Apparel Cotton Rubber Latex Seafood Steel Silicon Leather Trading
    Manufacturing Industries International Import Export Plantation Mining Foods
    Electronics Logistics Fashion Knitwear Footwear Packaging Chemical Energy
"""
_FORMS = (
    "Co., Ltd.",
    "Sdn. Bhd.",
    "Ltd",
    "S.A. de C.V.",
    "(Pvt) Ltd",
    "GmbH",
    "LLC",
    "",
)
_FULL_SCAN_LOOKUPS = 20  # a full scan of a million names takes about a second


def main() -> None:
    """Build, look up, compare and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--names", type=int, default=1_000_000)
    parser.add_argument("--lookups", type=int, default=300)
    args = parser.parse_args()
    chance = random.Random(_SEED)
    names = invented_names(chance, args.names)
    began = time.perf_counter()
    index = NameIndex(names)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{len(index):,} names indexed in {time.perf_counter() - began:.1f} s")
    print(f"memory at most {memory:,} MB, the names themselves included")
    wanted = [chance.randrange(len(names)) for _ in range(args.lookups)]
    queries = [misspelled(chance, names[number]) for number in wanted]
    ours = _timed(
        lambda query: [found for found, _ in index.lookup(query, 10)], queries
    )
    _print("index.lookup (aim: p95 of the core under 20 ms)", ours, wanted)
    normal = [normal_name(name) for name in names]
    few = queries[:_FULL_SCAN_LOOKUPS]
    plain = _timed(lambda query: _scan(normal, query), few)
    _print("rapidfuzz.process.extract over all names", plain, wanted)
    ratio = statistics.median(plain.core) / statistics.median(ours.core)
    print(f"ratio of the medians of core time {ratio:.0f}")


def invented_names(chance: random.Random, count: int) -> list[str]:
    """Names of two to four words and a legal form; no company is meant."""
    onsets, rimes, trades = _ONSETS.split(), _RIMES.split(), _TRADES.split()
    words = [_word(chance, onsets, rimes) for _ in range(200_000)]
    return [_name(chance, words, trades) for _ in range(count)]


def misspelled(chance: random.Random, name: str) -> str:
    """The name as somebody else writes it."""
    words = name.split()
    kind = chance.randrange(4)
    if kind == 0:
        word = words[0]
        cut = chance.randrange(1, len(word))
        words[0] = word[:cut] + chance.choice("aeiouhn") + word[cut:]
    elif kind == 1:
        words = [*words, "Company", "Limited"]
    elif kind == 2:  # noqa: PLR2004 - one of four kinds
        words[:2] = ["".join(words[:2])]
    else:
        words = [word.replace("Manufacturing", "Mfg.").upper() for word in words]
    return " ".join(words)


def _word(chance: random.Random, onsets: Sequence[str], rimes: Sequence[str]) -> str:
    syllables = chance.choice((1, 2, 2, 3, 3))
    return "".join(
        chance.choice(onsets) + chance.choice(rimes) for _ in range(syllables)
    ).title()


def _name(chance: random.Random, words: Sequence[str], trades: Sequence[str]) -> str:
    # Family and place names come back often: the low numbers are drawn more.
    own = [
        words[int(len(words) * chance.random() ** 3)]
        for _ in range(chance.choice((1, 2, 2)))
    ]
    work = chance.sample(trades, chance.choice((1, 1, 2)))
    return " ".join([*own, *work, chance.choice(_FORMS)]).strip()


def _scan(names: Sequence[str], query: str) -> list[int]:
    found = process.extract(
        normal_name(query), names, scorer=fuzz.token_sort_ratio, limit=10
    )
    return [number for _, _, number in found]


@dataclass
class _Run:
    """Milliseconds of each lookup by the clock and of the core, and the answers."""

    clock: list[float]
    core: list[float]
    answers: list[list[int]]


def _timed(search: Callable[[str], list[int]], queries: Sequence[str]) -> _Run:
    run = _Run([], [], [])
    for query in queries:
        began, worked = time.perf_counter(), time.process_time()
        run.answers.append(search(query))
        run.core.append((time.process_time() - worked) * 1000)
        run.clock.append((time.perf_counter() - began) * 1000)
    return run


def _print(title: str, run: _Run, wanted: Sequence[int]) -> None:
    hits = sum(want in got for want, got in zip(wanted, run.answers, strict=False))
    print(f"{title}: {len(run.clock)} lookups")
    for name, times in (("clock", run.clock), ("core ", run.core)):
        cuts = statistics.quantiles(times, n=100)
        print(
            f"  {name} p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms, "
            f"p99 {cuts[98]:.1f} ms"
        )
    print(f"  wanted name among the first ten {hits / len(run.answers):.0%}")


if __name__ == "__main__":
    main()
