"""Topics of Kafka: created with the settings that an archive needs."""

from collections.abc import Iterable, Sequence
from typing import Any

from kafka.errors import TopicAlreadyExistsError

from schemas.topics import Topic
from tocsin.errors import Halt
from tocsin.log.kafka_clients import BATCH_BYTES_MAX, Clients
from tocsin.log.kafka_errors import translated

_UNKNOWN_TOPIC = 3


class Topics:
    """What is known of the broker's topics. Topics never change once they are there."""

    def __init__(self, clients: Clients, *, replication: int) -> None:
        """`replication`: copies of each record."""
        self._clients = clients
        self._replication = replication
        self._partitions: dict[str, int] = {}

    def create(self, topics: Iterable[Topic]) -> Sequence[str]:
        """Create the missing ones; see `EventLog.apply`."""
        wanted = {topic.name: topic for topic in topics}
        there = self._find(list(wanted))
        for name, partitions in there.items():
            if partitions != wanted[name].partitions:
                raise Halt(
                    f"{name} has {partitions} partitions, not "
                    f"{wanted[name].partitions}: a change would send later events of "
                    "a case to another worker"
                )
        missing = {
            name: self._settings(topic)
            for name, topic in wanted.items()
            if name not in there
        }
        if not missing:
            return []
        with translated():
            try:
                self._clients.admin().create_topics(missing, wait_for_metadata=True)
            except TopicAlreadyExistsError:
                # Somebody else was faster: what is missing now is smaller.
                return self.create(wanted.values())
        return list(missing)

    def partitions(self, name: str) -> int:
        """How many partitions a topic has.

        Raises:
            DependencyDown: no broker answers.
            Halt: there is no such topic.
        """
        if name not in self._partitions:
            self._partitions |= self._find([name])
        if name not in self._partitions:
            raise Halt(f"there is no topic {name}: create it with `topics apply`")
        return self._partitions[name]

    def _find(self, names: list[str]) -> dict[str, int]:
        """Partitions of those that exist."""
        with translated():
            found = self._clients.admin().describe_topics(names) if names else []
        return {
            topic["name"]: len(topic["partitions"])
            for topic in found
            if topic["error_code"] != _UNKNOWN_TOPIC
        }

    def _settings(self, topic: Topic) -> dict[str, Any]:
        return {
            "num_partitions": topic.partitions,
            "replication_factor": self._replication,
            "configs": {
                "cleanup.policy": topic.cleanup,
                # The log is the truth: what is in it stays.
                "retention.ms": "-1",
                "retention.bytes": "-1",
                "max.message.bytes": str(BATCH_BYTES_MAX),
                # One copy may be away for a restart without stopping the writers.
                "min.insync.replicas": str(max(1, self._replication - 1)),
                # A record's time is when the log took it, whatever a client says.
                "message.timestamp.type": "LogAppendTime",
            },
        }
