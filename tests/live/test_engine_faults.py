"""Faults of the real engines, each tried a little; `make faults` tries them more often.

It also has those that take long: thirty kills, sleepers, two versions, a full disk.

One running pipeline serves all tests of this module; each leaves it running.
"""

from collections.abc import Callable

import pytest

from tests.engines.engines import Engines
from tests.faults.engines.outages import (
    read_again_from_the_start,
    rebalanced_without_the_index,
)
from tests.faults.engines.plant import Plant, running_plant
from tests.faults.engines.workers import ended_while_the_index_is_slow
from tests.pipeline.world import World

pytestmark = [
    pytest.mark.live,
    # kafka-python leaves the sockets of refused connections to the collector.
    pytest.mark.filterwarnings("ignore:unclosed <socket"),
    pytest.mark.usefixtures("collected"),
]


@pytest.fixture
def plant(engines: Engines, real_world: World, request: pytest.FixtureRequest) -> Plant:
    """Both workers run; its reports bear a word of this test."""
    word = request.node.name.removeprefix("test_").replace("_", "")[:20]
    return running_plant(engines, real_world, word)


def assert_unharmed(plant: Plant, struck: int, measured: Callable[[str], None]) -> None:
    found = plant.found(struck)
    measured(f"{plant.word}: all handled {max(found.recovery_s):.1f} s after the fault")
    assert (found.lost, found.duplicated) == (0, 0)


def test_a_worker_that_is_ended_while_the_index_is_slow_loses_nothing(
    plant: Plant, measured: Callable[[str], None]
) -> None:
    assert_unharmed(plant, ended_while_the_index_is_slow(plant, 1), measured)


def test_rebalances_while_elasticsearch_is_away_lose_nothing(
    plant: Plant, measured: Callable[[str], None]
) -> None:
    assert_unharmed(plant, rebalanced_without_the_index(plant, 2), measured)


def test_a_group_that_is_set_back_to_the_start_changes_no_document(
    plant: Plant, measured: Callable[[str], None]
) -> None:
    assert_unharmed(plant, read_again_from_the_start(plant, 1), measured)
