"""Workers and engines die while the pipeline works: nothing is lost, all recover alone.

One running pipeline serves all tests of this module; each leaves it running.
"""

from collections.abc import Callable, Sequence
from math import inf

import pytest

from tests.engines.engines import Engines
from tests.engines.server import Server
from tests.pipeline.world import World, stories, until
from tocsin.errors import DependencyDown
from tocsin.log import EventLog
from tocsin.operations.lag import stage_lag

pytestmark = [
    pytest.mark.live,
    pytest.mark.model,
    # kafka-python leaves the sockets of refused connections to the collector.
    pytest.mark.filterwarnings("ignore:unclosed <socket"),
    pytest.mark.usefixtures("collected"),
]

# Some seconds of reading: enough to be killed in the middle of.
REPORTS = 240
RESTART_LIMIT_S = 10.0
# The best of so many counts: what else the machine does only adds to the time.
KILLS_MAX = 3


@pytest.fixture
def world(real_world: World) -> World:
    """Both workers run, and have nothing left to do."""
    real_world.start("enrich", "index")
    real_world.submit(*stories("faultless", 1))
    real_world.wait()
    return real_world


@pytest.mark.parametrize("service", ["enrich", "index"])
def test_a_killed_worker_is_at_work_again_seconds_after_its_restart(
    world: World, service: str, measured: Callable[[str], None]
) -> None:
    took_s: list[float] = []
    while len(took_s) < KILLS_MAX and min(took_s, default=inf) > RESTART_LIMIT_S:
        word = f"killed{service}{len(took_s)}"
        # All is there when it starts, so that there is a middle to be killed in.
        world.kill(service)
        case_ids = _submit(world, word)
        world.start(service)
        took_s.append(_restarted_s(world, service, word))
        measured(f"{service} killed: next case searchable {took_s[-1]:.1f} s later")
        _assert_all_there(world, case_ids)
    assert min(took_s) <= RESTART_LIMIT_S


def _restarted_s(world: World, service: str, word: str) -> float:
    """From the start of a worker that was killed mid-batch to the next case found."""
    waiting = _behind(world.log, service)
    until(lambda: 0 < _behind(world.log, service) < waiting, "mid-batch")
    world.kill(service)
    if service == "enrich":
        until(lambda: not _behind(world.log, "index"), "nothing is left to index")
    before = _explained_at_rest(world, word)
    assert before < REPORTS, "it was killed too late to prove anything"
    world.start(service)
    return until(lambda: _explained(world, word) > before, "a case more")


@pytest.mark.parametrize("name", ["kafka", "elasticsearch"])
def test_a_killed_engine_comes_back_and_the_workers_go_on_alone(
    world: World, engines: Engines, name: str, measured: Callable[[str], None]
) -> None:
    engine: Server = getattr(engines, name)
    case_ids = _submit(world, f"without{name}")
    until(lambda: _explained(world, f"without{name}") > 0, "work has begun")
    engine.kill()
    engine.start()
    back_s = world.clock.monotonic_s()
    until(lambda: _answers(world.log), "the log answers")
    case_ids += _submit(world, f"after{name}", 1)
    until(lambda: _explained(world, f"after{name}") > 0, "a new case")
    took_s = world.clock.monotonic_s() - back_s
    measured(f"{name} killed: new case searchable {took_s:.1f} s after it is back")
    _assert_all_there(world, case_ids)
    assert world.is_running("enrich")
    assert world.is_running("index")


def _submit(world: World, word: str, count: int = REPORTS) -> list[str]:
    return [receipt.case_id for receipt in world.submit(*stories(word, count))]


def _behind(log: EventLog, stage: str) -> int:
    return stage_lag(log, stage).records_behind


def _explained(world: World, word: str) -> int:
    """How many cases of these a search finds by what enrichment found in them."""
    try:
        return world.search(f"{word} indicator:retention_of_identity_documents").total
    except DependencyDown:
        return 0


def _explained_at_rest(world: World, word: str) -> int:
    """The same, once what was written before has come out of the refresh."""
    world.index.refresh()
    return _explained(world, word)


def _answers(log: EventLog) -> bool:
    try:
        log.ping()
    except DependencyDown:
        return False
    return True


def _assert_all_there(world: World, case_ids: Sequence[str]) -> None:
    world.wait()
    found = world.index.get(case_ids)
    assert {stored.document.stage for stored in found.values()} == {"enriched"}
    assert found.keys() == set(case_ids)
    verification = world.verify()
    assert verification.holds
    assert verification.pending == 0
