"""The dead letters: which are open, and replaying or discarding them."""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from schemas.events import DeadLettered, DeadLetterSettled, Event
from schemas.topics import LETTERS, TOPICS
from tocsin.clock import Clock
from tocsin.errors import Conflict, NotFound, Reject
from tocsin.ids import digest
from tocsin.log.base import EventLog, NewRecord, Record, TopicPartition
from tocsin.log.codec import decode, encode
from tocsin.numerals import whole

LetterState = Literal["open", "replayed", "discarded"]

REPLAYS_HEADER = "tocsin-replays"
# A record that died three times in three versions of the code is no accident.
REPLAYS_MAX = 3
READ_RECORDS = 500


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter and what became of it."""

    event: DeadLettered
    state: LetterState = "open"
    settled_by: str | None = None
    settled_reason: str | None = None

    @property
    def refusal(self) -> str | None:
        """Why it cannot be settled (any more); None while it is open."""
        is_open = self.state == "open"
        return None if is_open else f"{self.event.id} is {self.state} already"


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a replay of a letter would send.

    Attributes:
        record: as the log holds it; None where it no longer does.
        replays: how often it was sent again before.
        refused: why it is not sent again; None where it is.
    """

    letter: Letter
    record: Record | None
    replays: int
    refused: str | None


class DeadLetters:
    """All dead letters, read from the log once and then only what is new.

    Thread-safe.
    """

    def __init__(self, log: EventLog, clock: Clock) -> None:
        """Read from a log; the clock dates what operators do."""
        self._log = log
        self._clock = clock
        self._lock = threading.Lock()
        self._next: dict[TopicPartition, int] = {}
        self._letters: dict[str, Letter] = {}

    def list(self, *, state: LetterState | None = None) -> list[Letter]:
        """The letters, oldest first; only those in a state if one is given.

        Raises:
            DependencyDown: the log does not answer.
        """
        self._catch_up()
        letters = list(self._letters.values())
        found = [letter for letter in letters if state in (None, letter.state)]
        return sorted(found, key=lambda letter: (letter.event.time, letter.event.id))

    def get(self, letter_id: str) -> Letter:
        """One letter.

        Raises:
            NotFound: there is none with this id.
        """
        self._catch_up()
        if letter_id not in self._letters:
            raise NotFound(f"no dead letter {letter_id}")
        return self._letters[letter_id]

    def record(self, letter: Letter) -> Record:
        """The raw record that a letter points at.

        Raises:
            NotFound: the topic no longer holds it.
        """
        at = letter.event
        partition = TopicPartition(at.topic, at.partition)
        for record in self._log.read(partition, offset=at.offset, records_max=1):
            if record.offset == at.offset:
                return record
        raise NotFound(f"{at.topic}/{at.partition} no longer holds offset {at.offset}")

    def foresee(self, letter_id: str) -> Foreseen:
        """What a replay would do; nothing is done.

        Raises:
            NotFound: there is no letter with this id.
            DependencyDown: the log does not answer.
        """
        letter = self.get(letter_id)
        try:
            record = self.record(letter)
        except NotFound as exc:
            return Foreseen(letter, None, 0, str(exc))
        replays, refused = _replays(record), letter.refusal
        if refused is None and replays >= REPLAYS_MAX:
            # A loop of letters and replays ends here.
            refused = (
                f"{letter_id} died {replays + 1} times: mend the code or discard it"
            )
        return Foreseen(letter, record, replays, refused)

    def replay(self, letter_id: str, *, operator: str) -> None:
        """Append the raw record once more, then settle the letter.

        A kill between the two leaves the letter open: replaying again is harmless,
        because the record keeps its event id.

        Raises:
            NotFound: no such letter, or its record is gone.
            Conflict: it is settled already, or was replayed too often.
        """
        foreseen = self.foresee(letter_id)
        letter, record = foreseen.letter, foreseen.record
        if record is None:
            raise NotFound(foreseen.refused or letter_id)
        if foreseen.refused is not None:
            raise Conflict(foreseen.refused)
        headers = {**record.headers, REPLAYS_HEADER: str(foreseen.replays + 1)}
        again = NewRecord(record.topic, record.key, record.value, headers)
        self._log.append([again])
        self._settle(letter, "replayed", operator=operator, reason=None)

    def discard(self, letter_id: str, *, operator: str, reason: str) -> None:
        """Settle a letter without replaying it. The raw record stays in the log.

        Raises:
            NotFound: no such letter.
            Conflict: it is settled already.
        """
        letter = self.get(letter_id)
        if letter.refusal is not None:
            raise Conflict(letter.refusal)
        self._settle(letter, "discarded", operator=operator, reason=reason)

    def _settle(
        self,
        letter: Letter,
        outcome: Literal["replayed", "discarded"],
        *,
        operator: str,
        reason: str | None,
    ) -> None:
        event = DeadLetterSettled(
            id=digest("settled", letter.event.id, outcome),
            source="tocsin/operations",
            time=self._clock.now(),
            case_id=letter.event.case_id,
            letter_id=letter.event.id,
            outcome=outcome,
            operator=operator,
            reason=reason,
        )
        self._log.append([encode(event, TOPICS[_letters_of(letter.event.topic)])])
        self._catch_up()

    def _catch_up(self) -> None:
        with self._lock:
            for record in self._unread():
                try:
                    event = decode(record)
                except Reject:
                    # Not a letter that can be read; the index stage reports it.
                    continue
                self._apply(event)

    def _unread(self) -> Iterator[Record]:
        names = [topic.name for topic in LETTERS]
        for partition, (first, end) in self._log.bounds(names).items():
            offset = max(self._next.get(partition, first), first)
            while offset < end:
                records = self._log.read(
                    partition, offset=offset, records_max=READ_RECORDS
                )
                if not records:
                    break
                yield from records
                offset = records[-1].offset + 1
            self._next[partition] = offset

    def _apply(self, event: Event) -> None:
        if isinstance(event, DeadLettered):
            self._letters.setdefault(event.id, Letter(event))
        elif isinstance(event, DeadLetterSettled) and event.letter_id in self._letters:
            self._letters[event.letter_id] = replace(
                self._letters[event.letter_id],
                state=event.outcome,
                settled_by=event.operator,
                settled_reason=event.reason,
            )


def open_by_stage(letters: Iterable[Letter]) -> dict[str, int]:
    """Stage -> how many of its letters are open."""
    return dict(Counter(x.event.stage for x in letters if x.state == "open"))


def by_reason(letters: Iterable[Letter]) -> dict[tuple[str, str], int]:
    """(stage, reason) -> how many letters, most first."""
    counts = Counter((x.event.stage, x.event.reason) for x in letters)
    return dict(counts.most_common())


def _letters_of(topic: str) -> str:
    known = TOPICS[topic]
    return topic if known in LETTERS else known.dead_letters


def _replays(record: Record) -> int:
    return whole(record.headers.get(REPLAYS_HEADER, "0")) or 0
