"""Faults of workers: killed, asleep, ended, moved about, of two versions."""

import signal
import time
from collections.abc import Mapping

from elasticsearch import Elasticsearch

from schemas.topics import STAGES
from tests.faults.engines.newer.schema import FIELD
from tests.faults.engines.plant import REPORTS, Plant, await_two, doubled, members
from tests.pipeline.world import LAG_LOOK_S, until
from tocsin.delivery.stopping import ABANDONED
from tocsin.log.base import TopicPartition
from tocsin.worker import GRACE_S

STAGE_NAMES = ("enrich", "index")


def killed_at_work(plant: Plant, times: int) -> int:
    """The one worker of a stage is killed with records in hand."""
    for number in range(times):
        plant.take()
        plant.pause(0.0, 0.3)
        plant.restart(STAGE_NAMES[number % 2])
        plant.recover()
    return times


def killed_in_a_burst(plant: Plant, times: int) -> int:
    """One of the workers is killed every 0.1 to 1 s, at work or while it starts."""
    for number in range(times):
        if number % 10 == 0:
            plant.take(20)
        plant.pause(0.1, 1.0)
        plant.restart(plant.random.choice(STAGE_NAMES))
    plant.recover()
    return times


def asleep_and_back(plant: Plant, times: int) -> int:
    """Workers sleep until others have done their work, and go on where they were."""
    with doubled(plant):
        for _ in range(times):
            plant.take()
            plant.pause(0.0, 0.3)
            for name in STAGE_NAMES:
                plant.world.signal(name, signal.SIGSTOP)
            # While a session lasts, half of the partitions wait for the sleeper.
            plant.take()
            plant.recover()
            before = {stage: plant.committed(stage) for stage in STAGE_NAMES}
            for name in STAGE_NAMES:
                plant.world.signal(name, signal.SIGCONT)
            _watch_the_zombies(plant, before)
            plant.take(10)
            plant.world.wait()
    return 2 * times


def _watch_the_zombies(
    plant: Plant, before: Mapping[str, Mapping[TopicPartition, int]]
) -> None:
    """Until they are members again, no commit of theirs sets a group back."""

    def are_back() -> bool:
        for stage in STAGE_NAMES:
            for source, offset in plant.committed(stage).items():
                assert offset >= before[stage].get(source, 0), "a late commit counted"
        return all(members(plant, stage) == 2 for stage in STAGE_NAMES)

    until(are_back, "the zombies are members again", look_s=LAG_LOOK_S)


def ended_while_the_index_is_slow(plant: Plant, times: int) -> int:
    """SIGTERM while Elasticsearch does not answer: for less than the grace, or more."""
    for number in range(times):
        plant.take()
        plant.engines.elasticsearch.freeze()
        try:
            plant.take(10)
            plant.world.signal("index", signal.SIGTERM)
            if number % 2:
                plant.pause(GRACE_S + 1, GRACE_S + 2)
            else:
                plant.pause(0.5, GRACE_S / 2)
        finally:
            plant.engines.elasticsearch.thaw()
        assert plant.world.ended("index") in {0, ABANDONED}
        plant.start("index")
        plant.recover()
    return times


def rebalanced_again_and_again(plant: Plant, times: int, *, every_s: float = 5) -> int:
    """A second worker of each stage comes and goes."""
    for number in range(times):
        name = f"{STAGE_NAMES[number % 2]}-2"
        plant.take(20)
        plant.start(name)
        await_two(plant, name[:-2])
        plant.take(20)
        time.sleep(every_s)
        assert plant.world.end(name) == 0
    plant.recover()
    return 2 * times


def join_and_leave(plant: Plant) -> None:
    """Somebody takes partitions of the index stage, commits nothing, and leaves."""
    topics = STAGES["index"]
    with plant.world.log.join("index", topics, member="bystander") as member:
        until(
            lambda: bool(
                member.poll(records_max=1, timeout_s=0.1) or member.assignment()
            ),
            "it has partitions",
        )


def _of_the_next_version(plant: Plant) -> int:
    """Documents that were written last by a worker of the next version."""
    with Elasticsearch(plant.engines.elastic_url) as client:
        found = client.mget(index="cases", ids=plant.case_ids)
    return sum(FIELD in one["_source"]["case"] for one in found["docs"])


def upgraded_one_by_one(plant: Plant, times: int) -> int:
    """A next version beside this one, then alone, then beside it again, then gone."""
    changes = 0
    for _ in range(times):
        for name in STAGE_NAMES:
            plant.take(REPORTS // 2)
            plant.start(f"{name}-2", newer=True)
            await_two(plant, name)
        plant.take()
        plant.world.wait()
        for name in STAGE_NAMES:
            assert plant.world.end(name) == 0
            plant.take(REPORTS // 2)
        plant.world.wait()
        assert 0 < _of_the_next_version(plant) < len(plant.case_ids)
        plant.start(*STAGE_NAMES)
        plant.take(REPORTS // 2)
        for name in STAGE_NAMES:
            assert plant.world.end(f"{name}-2") == 0
        plant.recover()
        changes += 8
    return changes
