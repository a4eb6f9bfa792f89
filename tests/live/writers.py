"""Threads that append while brokers fail, and what the log said of each record."""

import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.pipeline.world import until
from tocsin.errors import DependencyDown, OutcomeUnknown
from tocsin.log.base import EventLog, NewRecord, Position, Record


@dataclass
class Writers:
    """One thread a key: each appends its numbers one after the other, come what may.

    Attributes:
        confirmed: value -> where the log says that it is.
        unknown: values that may be there.
        refused: values that are not there, by the word of the log.
    """

    log: EventLog
    topic: str
    keys: Sequence[str]
    confirmed: dict[bytes, Position] = field(default_factory=dict)
    unknown: set[bytes] = field(default_factory=set)
    refused: set[bytes] = field(default_factory=set)
    stop: threading.Event = field(default_factory=threading.Event)
    _done: Counter[str] = field(default_factory=Counter)
    _failed: Counter[str] = field(default_factory=Counter)

    def write(self, key: str) -> None:
        """Append under one key until told to stop."""
        number = 0
        while not self.stop.is_set():
            value = f"{key} {number}".encode()
            number += 1
            try:
                (position,) = self.log.append([NewRecord(self.topic, key, value)])
            except DependencyDown as exc:
                is_unknown = isinstance(exc, OutcomeUnknown)
                (self.unknown if is_unknown else self.refused).add(value)
                self._failed[key] += 1
            else:
                self.confirmed[value] = position
                self._done[key] += 1

    def go_on(self, count: int = 20) -> float:
        """Wait until that many more are confirmed under each key; seconds it took."""
        return self._more(self._done, count)

    def fail(self, count: int = 1) -> float:
        """Wait until that many more are not confirmed under each key; seconds."""
        return self._more(self._failed, count)

    def check(self, found: Sequence[Record]) -> None:
        """What was confirmed is there, once, in its place and in order.

        And nothing is there twice, or though it was refused.

        Args:
            found: all records of the topic, by partition and offset.
        """
        places = {record.value: record.position for record in found}
        assert len(places) == len(found), "a record is there twice"
        missing = self.confirmed.items() - places.items()
        assert not missing, f"confirmed and not there: {sorted(missing)}"
        assert places.keys() <= {*self.confirmed, *self.unknown}
        for key in self.keys:
            mine = [
                r.value for r in found if r.key == key and r.value in self.confirmed
            ]
            assert mine == [v for v in self.confirmed if v.split()[0] == key.encode()]

    def _more(self, counts: Mapping[str, int], count: int) -> float:
        before = dict(counts)
        return until(
            lambda: all(counts[k] >= before.get(k, 0) + count for k in self.keys),
            f"{count} more under each key",
        )


@contextmanager
def writing(log: EventLog, topic: str, keys: Sequence[str]) -> Iterator[Writers]:
    """Append inside the block."""
    writers = Writers(log, topic, keys)
    with ThreadPoolExecutor(len(keys)) as pool:
        running = [pool.submit(writers.write, key) for key in keys]
        try:
            yield writers
        finally:
            writers.stop.set()
    for one in running:
        one.result()
