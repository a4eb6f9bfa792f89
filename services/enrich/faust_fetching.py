"""How Faust asks the brokers for records: for many at once.

By default a broker answers as soon as it has one record. Under load that is a request a
record, and Faust does as much for each answer as for a full one.
"""

import asyncio
from typing import Any

from services.enrich.faust_plain import AIOKafkaConsumerThread
from tocsin.log.limits import FETCH_BYTES_MIN, FETCH_WAIT_MS

STOP_PATIENCE_S = 2.0
"""For the last commits, which take milliseconds."""


class FetchingThread(AIOKafkaConsumerThread):
    """Faust's thread that reads. Its consumer waits for more than one record."""

    async def on_thread_stop(self) -> None:
        """Stop, without waiting for members of the group that are gone."""
        stopping = asyncio.ensure_future(super().on_thread_stop())
        await asyncio.wait([stopping], timeout=STOP_PATIENCE_S)
        if self._consumer is not None and not stopping.done():
            # A join in flight is answered when the sessions of those that do not
            # answer have ended. Without its connection it fails at once; this member
            # is static, and keeps its place.
            await self._consumer._client.close()  # noqa: SLF001 - no other way in
        await stopping

    def _create_worker_consumer(self, transport: Any) -> Any:  # noqa: ANN401 - aiokafka's own
        consumer = super()._create_worker_consumer(transport)
        # Faust 0.15.3 has no settings for these. The consumer passes them to its
        # fetcher when it starts.
        consumer._fetch_min_bytes = FETCH_BYTES_MIN  # noqa: SLF001 - as above
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS  # noqa: SLF001 - as above
        return consumer
