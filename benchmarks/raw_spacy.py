"""Raw spaCy to compare with: `nlp.pipe` without what names do not need."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib import import_module
from typing import Any

from tocsin.settings import Settings

MODEL = Settings().models["en"]
EXCLUDED = ["parser", "tagger", "lemmatizer", "attribute_ruler"]
BATCH_TEXTS = 64


def raw_per_s(texts: Sequence[str], processes: int) -> float:
    """Texts a second of so many processes, their models loaded before."""
    batches = list(_batches(texts))
    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(_read, [list(texts[:4])] * processes * 2))
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
