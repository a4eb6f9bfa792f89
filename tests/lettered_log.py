"""A log with records that died, and their letters."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.events import DeadLettered
from schemas.topics import RECEIVED, TOPICS
from tests.builders import CASE, dead_lettered
from tests.manual_clock import ManualClock
from tocsin.ids import letter_id
from tocsin.log import NewRecord, encode
from tocsin.log.base import EventLog
from tocsin.log.sqlite import SqliteLog

LETTERS = TOPICS[RECEIVED.dead_letters]


@contextmanager
def empty_log(folder: Path, clock: ManualClock) -> Iterator[SqliteLog]:
    """A log with all topics and nothing in them."""
    with SqliteLog(folder / "log.sqlite", clock=clock) as log:
        log.apply(TOPICS.values())
        yield log


def die(
    log: EventLog,
    number: int,
    *,
    reason: str = "text_crashed",
    replays: int | str = 0,
) -> str:
    """Let a record die once more; the id of its letter."""
    headers = {"ce_id": f"event-{number}", "x-from": "Ines Marlow"}
    if replays:
        headers["tocsin-replays"] = str(replays)
    (position,) = log.append(
        [NewRecord(RECEIVED.name, CASE, b"no page shows", headers)]
    )
    id = letter_id("enrich", *position)
    letter: DeadLettered = dead_lettered(minutes=number).model_copy(
        update={
            "id": id,
            "partition": position.partition,
            "offset": position.offset,
            "reason": reason,
        }
    )
    log.append([encode(letter, LETTERS)])
    return id
