"""An operator's replay of dead letters, killed again and again."""

from collections import Counter
from random import Random

from schemas.topics import LETTERS, RECEIVED
from tests.builders import dead_lettered, received
from tests.manual_clock import ManualClock
from tests.memory_log import MemoryLog
from tests.pipeline.crash_world import Crash
from tocsin.log.base import NewRecord
from tocsin.log.codec import encode
from tocsin.operations.letters import DeadLetters

LETTER_COUNT = 6


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


def _bury(log: MemoryLog, event_id: str) -> None:
    event = received(id=event_id)
    headers = {"ce_id": event_id, "ce_type": event.TYPE}
    record = NewRecord(RECEIVED.name, event.case_id, b"{}", headers)
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
