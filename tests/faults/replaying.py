"""An operator's replay of dead letters, killed again and again."""

import time
from collections import Counter
from pathlib import Path
from random import Random

from schemas.topics import LETTERS, RECEIVED, TOPICS
from tests.builders import dead_lettered, received
from tests.faults.processes import Trial, forkserver, values, wait_until
from tests.manual_clock import ManualClock
from tests.memory_log import MemoryLog
from tests.pipeline.crash_world import Crash
from tocsin.clock import SystemClock
from tocsin.log.base import EventLog, NewRecord
from tocsin.log.codec import encode
from tocsin.log.sqlite import SqliteLog
from tocsin.operations.letters import DeadLetters
from tocsin.processes.limits import die_with_parent

LETTER_COUNT = 6
MANY_LETTERS = 300
"""So many that a replay of all lasts long enough to be killed in the middle of."""


def replay_in_spite_of_kills(seed: int) -> tuple[int, Counter[str]]:
    """Replay some letters with kills at any write, until none is open.

    Returns:
        How many kills there were, and event id -> how often it was sent once more.

    Raises:
        AssertionError: a letter stayed open, or was sent with a wrong count.
    """
    random = Random(seed)  # noqa: S311 - a test's dice
    kills: Counter[str] = Counter()

    def strike(step: str) -> None:
        if step.startswith("append") and is_replaying and random.random() < 0.3:
            kills[step] += 1
            raise Crash(step)

    is_replaying = False
    log = MemoryLog([RECEIVED.name], fault=strike, clock=ManualClock())
    for number in range(LETTER_COUNT):
        _bury(log, f"event-{number}")
    is_replaying = True
    while DeadLetters(log, log.clock).list(state="open"):
        try:
            # A new process each time: what is settled stands in the log.
            letters = DeadLetters(log, log.clock)
            for letter in letters.list(state="open"):
                letters.replay(letter.event.id, operator="drill")
        except Crash:
            continue
    again = [r for r in log.all_of(RECEIVED.name) if "tocsin-replays" in r.headers]
    assert {record.headers["tocsin-replays"] for record in again} == {"1"}
    return kills.total(), Counter(record.headers["ce_id"] for record in again)


def replay_all(path: Path) -> None:
    """An operator's process: until all is sent, or it is killed."""
    die_with_parent()
    clock = SystemClock()
    with SqliteLog(path, clock=clock) as log:
        letters = DeadLetters(log, clock)
        for letter in letters.list(state="open"):
            letters.replay(letter.event.id, operator="drill")


def replayed_by_processes(folder: Path, *, kills: int, seed: int) -> Trial:
    """Replay letters of the embedded log by processes that are killed at work."""
    random = Random(seed)  # noqa: S311 - a test's dice
    path, clock, context = folder / "log.sqlite", SystemClock(), forkserver()
    with SqliteLog(path, clock=clock) as log:
        log.apply(TOPICS.values())
        for number in range(MANY_LETTERS):
            _bury(log, f"event-{number}")
        buried = values(log, RECEIVED.name)
        for _ in range(kills):
            sent = len(values(log, RECEIVED.name))
            process = context.Process(target=replay_all, args=(path,))
            process.start()
            _await_more(log, sent)
            time.sleep(random.uniform(0.0, 0.02))
            process.kill()
            process.join()
        since_s = time.monotonic()
        process = context.Process(target=replay_all, args=(path,))
        process.start()
        process.join()
        took_s = time.monotonic() - since_s
        assert not DeadLetters(log, clock).list(state="open")
        again = values(log, RECEIVED.name)
    for value in buried:
        again.remove(value)
    return Trial(kills, again, MANY_LETTERS, [took_s])


def _await_more(log: SqliteLog, sent: int) -> None:
    """Wait until more than that many records stand there."""
    wait_until(lambda: len(values(log, RECEIVED.name)) > sent)


def _bury(log: EventLog, event_id: str) -> None:
    event = received(id=event_id)
    headers = {"ce_id": event_id, "ce_type": event.TYPE}
    record = NewRecord(RECEIVED.name, event.case_id, event_id.encode(), headers)
    [position] = log.append([record])
    letter = dead_lettered(event_id=event_id).model_copy(
        update={
            "id": f"letter-{event_id}",
            "partition": position.partition,
            "offset": position.offset,
        }
    )
    topic = next(topic for topic in LETTERS if topic.name == RECEIVED.dead_letters)
    log.append([encode(letter, topic)])
