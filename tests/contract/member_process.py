"""A member of a group in a process of its own, to be killed at work.

    member_process.py URL TOPIC GROUP MEMBER

Reads three records, commits the first, says so and waits for its end.
"""

import signal
import sys
from pathlib import Path

from tocsin.clock import SystemClock
from tocsin.log.base import EventLog, Record
from tocsin.log.kafka import KafkaLog
from tocsin.log.sqlite import SqliteLog


def main(url: str, topic: str, group: str, member: str) -> None:
    """Read, commit, wait."""
    with open_log(url) as log, log.join(group, [topic], member=member) as reader:
        found: list[Record] = []
        while len(found) < 3:
            found.extend(reader.poll(records_max=10, timeout_s=1))
        first = found[0]
        reader.commit({first.source: first.offset + 1})
        read = " ".join((record.value or b"").decode() for record in found)
        sys.stdout.write(f"read {read}, committed {first.offset + 1}\n")
        sys.stdout.flush()
        signal.pause()


def open_log(url: str) -> EventLog:
    """The log of an address."""
    scheme, _, rest = url.partition("://")
    if scheme == "kafka":
        return KafkaLog(rest, client_id="test-member")
    return SqliteLog(Path(rest), clock=SystemClock())


if __name__ == "__main__":
    main(*sys.argv[1:])
