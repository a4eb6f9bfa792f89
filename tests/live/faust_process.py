"""A Faust worker as a process that fails on purpose: how and at which batch."""

import os
import signal
import sys
from collections.abc import Mapping, Sequence

from services.enrich.faust_app import Broker, run_faust
from services.enrich.faust_credentials import credentials_of
from services.enrich.faust_host import Work
from tocsin.clock import SystemClock
from tocsin.delivery.buffer import BatchPolicy
from tocsin.delivery.kernel import Policy
from tocsin.delivery.outcome import Dead, Delivery, Done, Outcome
from tocsin.delivery.runner import Worker
from tocsin.delivery.status import Fate, NoMeter
from tocsin.log.base import NewRecord
from tocsin.logs import set_up_logs
from tocsin.settings import load_settings

BATCH = 20


class Failing:
    """Copies records to the topic of outputs, until it fails."""

    def __init__(self, output: str, failure: str, at: int) -> None:
        """Fail in this way at that batch."""
        self._output = output
        self._failure = failure
        self._at = at
        self._batches = 0

    def handle(self, deliveries: Sequence[Delivery]) -> Sequence[Outcome]:
        """A tombstone and whatever says poison dies; the rest is copied."""
        self._batches += 1
        if self._batches == self._at:
            if self._failure == "killed before the write":
                os.kill(os.getpid(), signal.SIGKILL)
            if self._failure == "terminated":
                os.kill(os.getpid(), signal.SIGTERM)
            if self._failure == "raises":
                raise RuntimeError("on purpose")
        return [self._outcome(delivery) for delivery in deliveries]

    def _outcome(self, delivery: Delivery) -> Outcome:
        record = delivery.record
        if record.value is None or record.value.startswith(b"poison"):
            return Dead("poison", "for a test")
        value = record.value * 2 if record.value[:6] == b"double" else record.value
        return Done((NewRecord(self._output, record.key, value),))


class FailingMeter(NoMeter):
    """Is called between the write and the commit."""

    def __init__(self, failure: str, at: int) -> None:
        """Fail in this way at that batch."""
        self._failure = failure
        self._at = at
        self._batches = 0

    def handled(self, fates: Mapping[Fate, int], *, took_s: float) -> None:
        """A batch is written and not committed."""
        assert sum(fates.values()) <= BATCH
        assert took_s >= 0
        self._batches += 1
        if self._batches == self._at and self._failure == "killed after the write":
            os.kill(os.getpid(), signal.SIGKILL)

    def dead(self, reason: str) -> None:
        """Only known reasons."""
        assert reason in {"poison", "output_rejected"}


def main() -> None:
    """Arguments: broker, topic, outputs, group, member, failure, batch to fail at."""
    url, topic, output, group, member, failure, at = sys.argv[1:]
    set_up_logs()
    policy = Policy(batch=BatchPolicy(records_max=BATCH))
    work = Work(
        Worker("enrich", member, "0.1.0", policy),
        Failing(output, failure, int(at)),
        SystemClock(),
        FailingMeter(failure, int(at)),
    )
    # Who it is stands in the environment, as in production.
    credentials = credentials_of(load_settings())
    run_faust(work, Broker(url, group, [topic], credentials))


if __name__ == "__main__":
    main()
