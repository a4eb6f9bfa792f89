"""How Faust asks the brokers for records: for many at once.

By default a broker answers as soon as it has one record. Under load that is a request a
record, and Faust does as much for each answer as for a full one.
"""

from typing import Any

from services.enrich.faust_plain import AIOKafkaConsumerThread
from tocsin.log.limits import FETCH_BYTES_MIN, FETCH_WAIT_MS


class FetchingThread(AIOKafkaConsumerThread):
    """Faust's thread that reads. Its consumer waits for more than one record."""

    def _create_worker_consumer(self, transport: Any) -> Any:  # noqa: ANN401 - aiokafka's own
        consumer = super()._create_worker_consumer(transport)
        # Faust 0.15.3 has no settings for these. The consumer passes them to its
        # fetcher when it starts.
        consumer._fetch_min_bytes = FETCH_BYTES_MIN  # noqa: SLF001 - as above
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS  # noqa: SLF001 - as above
        return consumer
