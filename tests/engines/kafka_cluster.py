"""Three real brokers of one cluster, and who of them does what."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from tests.engines.jars import fetch
from tests.engines.kafka_server import kafka_servers
from tests.engines.server import START_LIMIT_S, Server

SIZE = 3
OFFSETS = "__consumer_offsets"
"""Kafka's own topic of what groups have committed."""

_LOOK_S = 0.1


@dataclass(frozen=True)
class KafkaCluster:
    """The brokers by their number, each a controller too."""

    servers: dict[int, Server]

    @property
    def bootstrap(self) -> str:
        """Addresses of all, host:port with commas."""
        return ",".join(f"127.0.0.1:{one.port}" for one in self.servers.values())

    @property
    def kafka_url(self) -> str:
        """The same as Tocsin's settings have it."""
        return f"kafka://{self.bootstrap}"

    def start(self) -> None:
        """Start those that do not run; returns when all are taking part."""
        for server in self._away():
            server.launch()
        self.wait()

    def wait(self) -> None:
        """Wait until all that were launched listen, and every broker takes part."""
        for server in self.servers.values():
            server.wait()
        deadline = time.monotonic() + START_LIMIT_S
        while self._taking_part() < len(self.servers):
            if time.monotonic() > deadline:
                raise RuntimeError("the brokers found no cluster")
            time.sleep(_LOOK_S)

    def kill(self) -> None:
        """End all; their data is of no more use."""
        for server in self.servers.values():
            server.kill()

    def leaders(self, topic: str) -> dict[int, int]:
        """Partition of a topic -> number of the broker that leads it."""
        return {p["partition_index"]: p["leader_id"] for p in self._partitions(topic)}

    def in_sync(self, topic: str) -> set[int]:
        """Brokers that are in sync in every partition of a topic."""
        return set.intersection(*(set(p["isr_nodes"]) for p in self._partitions(topic)))

    def coordinator(self, group: str) -> int:
        """Number of the broker that coordinates a group, once there was any group."""
        leaders = self.leaders(OFFSETS)
        return leaders[_java_hash(group) % len(leaders)]

    def asked(self, question: Callable[[KafkaAdminClient], Any]) -> Any:
        """What it answers an operator; asked again while brokers are looked for."""
        deadline = time.monotonic() + START_LIMIT_S
        while True:
            try:
                # It may still be told of a broker that is away, and ask that one.
                with KafkaAdminClient(bootstrap_servers=self._there()) as admin:
                    return question(admin)
            except KafkaError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_LOOK_S)

    def _there(self) -> list[str]:
        return [f"127.0.0.1:{s.port}" for s in self.servers.values() if s.process]

    def _away(self) -> list[Server]:
        return [one for one in self.servers.values() if one.process is None]

    def _taking_part(self) -> int:
        brokers = self.asked(lambda admin: admin.describe_cluster())["brokers"]
        return sum(not broker["is_fenced"] for broker in brokers)

    def _partitions(self, topic: str) -> list[dict[str, Any]]:
        (found,) = self.asked(lambda admin: admin.describe_topics([topic]))
        return list(found["partitions"])


def kafka_cluster(cache: Path, folder: Path) -> KafkaCluster:
    """Three brokers with their data in a folder; not started.

    Raises:
        EnginesMissing: this machine cannot run them.
    """
    servers = kafka_servers(fetch(cache), folder, SIZE)
    return KafkaCluster(dict(enumerate(servers, start=1)))


def _java_hash(text: str) -> int:
    """As Java hashes a string of ASCII, without its sign: Kafka places groups by it."""
    hashed = 0
    for letter in text.encode("ascii"):
        hashed = (31 * hashed + letter) & 0xFFFFFFFF
    return hashed if hashed < 1 << 31 else (1 << 32) - hashed
