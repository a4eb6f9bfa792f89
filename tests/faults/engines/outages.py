"""Faults of the engines: away, slow, full, set back."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from elasticsearch import Elasticsearch
from kafka import KafkaAdminClient
from kafka import TopicPartition as KafkaPartition
from kafka.admin import OffsetSpec

from schemas.topics import STAGES
from tests.engines.server import Server
from tests.faults.engines.plant import REPORTS, Plant
from tests.faults.engines.workers import join_and_leave
from tests.pipeline.world import until

BLOCK = "read_only_allow_delete"
_WATERMARK = "cluster.routing.allocation.disk.watermark"
_THRESHOLDS = "cluster.routing.allocation.disk.threshold_enabled"
_FULL = ("200tb", "190tb", "180tb")
"""More than any disk has free: so Elasticsearch finds its own nearly full."""
_ROOMY = ("3mb", "2mb", "1mb")


def rebalanced_without_the_index(plant: Plant, times: int) -> int:
    """Members come and go while nothing can be indexed, and a worker starts."""
    plant.take()
    plant.engines.elasticsearch.kill()
    try:
        plant.take(10)
        for _ in range(times):
            join_and_leave(plant)
        plant.restart("index")
        plant.pause(2.0, 3.0)
    finally:
        plant.engines.elasticsearch.start()
    plant.recover()
    return 2 * times + 1


def broker_killed_while_reports_come(plant: Plant, times: int) -> int:
    """The broker is killed while it takes reports, and started at once."""
    with ThreadPoolExecutor(1) as pool:
        for _ in range(times):
            taking = pool.submit(plant.take)
            plant.pause(0.1, 0.6)
            plant.engines.kafka.kill()
            plant.engines.kafka.start()
            taking.result()
            plant.recover()
    return times


def without_the_broker(plant: Plant, times: int, *, away_s: float = 60) -> int:
    """The only broker is away."""
    return _without(plant, plant.engines.kafka, times, away_s)


def without_the_index(plant: Plant, times: int, *, away_s: float = 60) -> int:
    """Elasticsearch is away."""
    return _without(plant, plant.engines.elasticsearch, times, away_s)


def _without(plant: Plant, engine: Server, times: int, away_s: float) -> int:
    for _ in range(times):
        plant.take()
        plant.pause(0.0, 0.3)
        engine.kill()
        time.sleep(away_s)
        engine.start()
        plant.recover()
    return times


def flooded(plant: Plant, times: int) -> int:
    """Elasticsearch finds its disk nearly full, and later that there is room again."""
    with Elasticsearch(plant.engines.elastic_url) as client:
        for _ in range(times):
            with _nearly_full(client):
                until(lambda: _is_blocked(client), "the flood stage is reached")
                before = plant.committed("index")
                plant.take(REPORTS)
                until(lambda: plant.committed("enrich") != {}, "enrichment goes on")
                plant.pause(1.0, 2.0)
                assert plant.committed("index") == before, "it was not written"
            plant.recover()
            until(lambda: not _is_blocked(client), "the block is gone")
    return times


@contextmanager
def _nearly_full(client: Elasticsearch) -> Iterator[None]:
    """By its watermarks: nobody but Elasticsearch sets the block or lifts it."""
    try:
        _set(client, _FULL)
        yield
    finally:
        _set(client, _ROOMY)


def _set(client: Elasticsearch, marks: tuple[str, str, str]) -> None:
    names = ("low", "high", "flood_stage")
    settings: dict[str, Any] = {
        f"{_WATERMARK}.{name}": mark for name, mark in zip(names, marks, strict=True)
    }
    settings |= {_THRESHOLDS: True, "cluster.info.update.interval": "10s"}
    client.cluster.put_settings(persistent=settings)


def _is_blocked(client: Elasticsearch) -> bool:
    found = client.indices.get_settings(index="cases", name=f"index.blocks.{BLOCK}")
    return any(index["settings"] for index in found.values())


def read_again_from_the_start(plant: Plant, times: int) -> int:
    """Somebody sets the index stage back to the oldest records: nothing changes."""
    plant.take()
    plant.world.wait()
    before = plant.world.index.get(plant.case_ids)
    with KafkaAdminClient(bootstrap_servers=plant.engines.bootstrap) as admin:
        for _ in range(times):
            assert plant.world.end("index") == 0
            sources = plant.world.log.bounds(STAGES["index"])
            earliest = {
                KafkaPartition(*source): OffsetSpec.EARLIEST for source in sources
            }
            admin.reset_group_offsets("index", earliest)
            assert set(plant.committed("index").values()) == {0}
            plant.start("index")
            plant.recover()
            assert plant.world.index.get(plant.case_ids) == before
    return times
