"""Crashes, zombies, rebalances and outages at every step: nothing is ever lost.

The sabotaged workers at the end prove that the simulation can tell.
"""

import logging
from collections import Counter
from collections.abc import Iterator

import pytest

from schemas.topics import RECEIVED
from tests.pipeline.crash_world import World, history
from tests.pipeline.sabotage import CommitsFirst, ForgetsOrder, PassesGaps
from tocsin.delivery.runner import Runner

SEEDS = 2_000
CHUNKS = 10


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Thousands of failures on purpose are not worth a line each."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_history_ends_without_loss(chunk: int) -> None:
    faults: Counter[str] = Counter()
    for seed in range(chunk, SEEDS, CHUNKS):
        faults.update(history(seed).faults)
    assert min(faults[name] for name in ("crash", "down", "zombie")) >= 500


def test_the_same_seed_is_the_same_history() -> None:
    def told(world: World) -> list[tuple[int, bytes | None]]:
        return [(r.offset, r.value) for r in world.log.all_of(RECEIVED.name)]

    assert told(history(7)) == told(history(7))
    assert told(history(7)) != told(history(8))


@pytest.mark.parametrize(
    ("sabotaged", "what"),
    [
        (PassesGaps, "is lost"),
        (CommitsFirst, "is lost"),
        (ForgetsOrder, "the order of a is broken"),
    ],
)
def test_a_sabotaged_worker_is_caught(sabotaged: type[Runner], what: str) -> None:
    with pytest.raises(AssertionError, match=what):
        history(1, sabotaged)
