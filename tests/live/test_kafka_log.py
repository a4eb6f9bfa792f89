"""The Kafka log keeps the contract, on a real broker."""

import pytest
from kafka import KafkaProducer

from tests.contract.event_log import EventLogContract
from tests.contract.log_under_test import LogUnderTest
from tests.engines.engines import Engines
from tocsin.log.kafka import KafkaLog


class KafkaUnderTest(LogUnderTest):
    """The session's broker."""

    def __init__(self, engines: Engines) -> None:
        """Topics are new for each test; the broker is shared."""
        super().__init__(
            engines.kafka_url,
            lambda: KafkaLog(engines.bootstrap, client_id="test"),
        )
        self._bootstrap = engines.bootstrap

    def write_raw(self, topic: str, key: bytes, value: bytes, header: bytes) -> None:
        """Write as a careless producer would."""
        with KafkaProducer(bootstrap_servers=self._bootstrap) as producer:
            headers = [("note", header)]
            producer.send(topic, value, key, headers, partition=0).get(30)


@pytest.mark.live
class TestKafkaLog(EventLogContract):
    """The contract, on a real broker."""

    @pytest.fixture
    def under_test(self, engines: Engines) -> LogUnderTest:
        """The session's broker."""
        return KafkaUnderTest(engines)
