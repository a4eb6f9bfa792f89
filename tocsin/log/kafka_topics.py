"""Topics of Kafka: created with the settings that an archive needs."""

from collections.abc import Iterable, Sequence
from typing import Any

from kafka.errors import (
    NoError,
    TopicAlreadyExistsError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
    for_code,
)

from schemas.topics import Topic
from tocsin.errors import Halt
from tocsin.log.kafka_clients import BATCH_BYTES_MAX, Clients

_FORBIDDEN = TopicAuthorizationFailedError


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
        with self._clients.admin() as admin:
            answer = admin.create_topics(missing, raise_errors=False)
            created = [
                topic["name"]
                for topic in answer["topics"]
                if not _failed(topic["error_code"])
            ]
            admin.wait_for_topics(list(missing))
        return created

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
        """Partitions of those that exist.

        Raises:
            DependencyDown: no broker answers.
            Halt: no right to know one of them.
        """
        if not names:
            return {}
        with self._clients.admin() as admin:
            found = admin.describe_topics(names)
            if any(topic["error_code"] == _FORBIDDEN.errno for topic in found):
                raise _FORBIDDEN
        return {
            topic["name"]: len(topic["partitions"])
            for topic in found
            if topic["error_code"] != UnknownTopicOrPartitionError.errno
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


def _failed(code: int) -> bool:
    """Whether a topic was not created, because somebody else was faster.

    Raises:
        KafkaError: it was not created for another reason.
    """
    if code == TopicAlreadyExistsError.errno:
        return True
    if code != NoError.errno:
        raise for_code(code)
    return False
