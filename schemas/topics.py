"""The one registry of topics and of who reads them.

Compose, the code, AsyncAPI and the docs are all checked against these rows.
"""

from dataclasses import dataclass
from typing import Literal

from schemas.events import (
    AllegationEnriched,
    AllegationReceived,
    AllegationSupplemented,
    CaseReviewed,
    DeadLettered,
    DeadLetterSettled,
    Event,
    ReporterAnswered,
    ReporterSealed,
)

PARTITIONS = 12
"""Fixed for ever: a change would send a case's later events to another worker. Twelve
divides evenly among 1, 2, 3, 4, 6 or 12 workers."""

RECORD_BYTES_MAX = 8 * 1024 * 1024
"""A narrative of 1,000,000 code points is at most 6 MB after UTF-8 and JSON escapes."""

DEAD_LETTERS = ".dead-letters"


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. Its key is always the case id.

    Attributes:
        is_sealed: the data is ciphertext under a key of the case.
    """

    name: str
    events: tuple[type[Event], ...]
    cleanup: Literal["delete", "compact"] = "delete"
    partitions: int = PARTITIONS
    is_sealed: bool = True

    @property
    def dead_letters(self) -> str:
        """Name of the topic for records of this one that could not be handled."""
        return self.name + DEAD_LETTERS


RECEIVED = Topic("allegations.received", (AllegationReceived,))
ENRICHED = Topic("allegations.enriched", (AllegationEnriched,))
REVIEWED = Topic("cases.reviewed", (CaseReviewed,))
SEALED = Topic("reporters.sealed", (ReporterSealed,), cleanup="compact")
ANSWERED = Topic("reporters.answered", (ReporterAnswered,))
SUPPLEMENTED = Topic("allegations.supplemented", (AllegationSupplemented,))
_FOLDED = (RECEIVED, ENRICHED, REVIEWED, ANSWERED)
_READ = (*_FOLDED, SUPPLEMENTED)
LETTERS = tuple(
    # Pointers, never text: what to do about a letter must be seen after an erasure too.
    Topic(topic.dead_letters, (DeadLettered, DeadLetterSettled), is_sealed=False)
    for topic in _READ
)
TOPICS: dict[str, Topic] = {topic.name: topic for topic in (*_READ, SEALED, *LETTERS)}

STAGES: dict[str, tuple[str, ...]] = {
    "enrich": (RECEIVED.name, SUPPLEMENTED.name),
    "index": (
        *(topic.name for topic in _FOLDED),
        RECEIVED.dead_letters,
        SUPPLEMENTED.dead_letters,
    ),
}
"""Stage (and consumer group) -> the topics that it reads."""
