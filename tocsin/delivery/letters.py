"""Dead letters: a pointer to the record, why it died, and never its text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from schemas.events import DeadLettered, Stage
from schemas.topics import DEAD_LETTERS, Topic
from tocsin.delivery.outcome import Dead
from tocsin.ids import letter_id
from tocsin.log.base import NewRecord, Record
from tocsin.log.codec import encode

MESSAGE_CHARS_MAX = 500
"""What `schemas.values.Line` takes."""

# A poison record's own key and headers come along; what a line cannot hold is dropped.
_UNPRINTABLE = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


@dataclass(frozen=True, slots=True)
class Letter:
    """A record that died, and of what."""

    record: Record
    dead: Dead
    attempt: int


@dataclass(frozen=True, slots=True)
class LetterWriter:
    """Makes the records of dead letters.

    Attributes:
        stage: who gave up on the record.
        code_version: of the code that gave up; a later one may do better.
    """

    stage: Stage
    code_version: str

    def record(self, letter: Letter, now: datetime) -> NewRecord:
        """The record to append: the same id however often the record dies."""
        source = letter.record
        id = letter_id(self.stage, *source.position)
        event = DeadLettered(
            id=id,
            source=f"tocsin/{self.stage}",
            time=now,
            # A key that no event may carry: the letter is a case of its own.
            case_id=_line(source.key) or id,
            traceparent=_traceparent(source.headers),
            stage=self.stage,
            topic=source.topic,
            partition=source.partition,
            offset=source.offset,
            event_id=_line(source.headers.get("ce_id", "")) or None,
            reason=letter.dead.reason,
            message=_line(letter.dead.message),
            code_version=self.code_version,
            attempt=letter.attempt,
        )
        topic = Topic(letters_topic(source.topic), (DeadLettered,), is_sealed=False)
        return encode(event, topic)


def letters_topic(topic: str) -> str:
    """Where letters about records of a topic go; a letter's own letter stays there."""
    return topic if topic.endswith(DEAD_LETTERS) else topic + DEAD_LETTERS


def _line(text: str) -> str:
    return _UNPRINTABLE.sub(" ", text)[:MESSAGE_CHARS_MAX].strip()


def _traceparent(headers: Mapping[str, str]) -> str | None:
    value = headers.get("traceparent", "")
    return value if _TRACEPARENT.fullmatch(value) else None
