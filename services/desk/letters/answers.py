"""What the desk tells of dead letters, and what it is asked to do with them.

Nothing of the record that died is shown but its size and those headers that are ours:
a record that no stage could read may hold anything, a reporter's name as well.
"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, ConfigDict, Field

from schemas.topics import TOPICS
from schemas.values import NonEmptyLine
from services.desk.answers import Answer
from tocsin.log.base import Record
from tocsin.operations.headers import shown_headers
from tocsin.operations.letters import Foreseen, Letter, LetterState
from tocsin.operations.settling import Why

AT_ONCE_MAX = 200
"""Letters that one request settles: at the rate of replays that is ten seconds, and
proxies wait for thirty."""

Content = Literal["sealed", "in clear", "empty"]


class LetterAnswer(Answer):
    """A dead letter, and what became of it."""

    id: str
    case_id: str
    stage: str
    reason: str
    message: str
    topic: str
    partition: int
    offset: int
    event_id: str | None
    code_version: str
    attempt: int
    at: AwareDatetime
    state: LetterState
    settled_by: str | None
    settled_reason: str | None


class CauseAnswer(Answer):
    """Open letters of one stage with one reason."""

    stage: str
    reason: str
    letters: int
    first_at: AwareDatetime
    last_at: AwareDatetime


class LettersAnswer(Answer):
    """Dead letters, the oldest first; `next_after` goes on where there are more."""

    total: int
    causes: tuple[CauseAnswer, ...]
    letters: tuple[LetterAnswer, ...]
    next_after: str | None


class RecordAnswer(Answer):
    """The record that a letter points at: never what it says."""

    content: Content
    size_bytes: int
    headers: dict[str, str]
    headers_hidden: int


class LetterDetail(Answer):
    """One letter, its record, and whether it can be replayed."""

    letter: LetterAnswer
    record: RecordAnswer | None
    replays: int
    replay_refused: str | None


class ReplayRequest(Answer):
    """Which letters: by their ids, or the oldest open ones of a cause."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    letter_ids: Annotated[tuple[NonEmptyLine, ...], Field(max_length=AT_ONCE_MAX)] = ()
    stage: NonEmptyLine | None = Field(default=None, description="With `reason`.")
    reason: NonEmptyLine | None = Field(
        default=None, description="All open letters with this reason."
    )
    preview: bool = True


class DiscardRequest(ReplayRequest):
    """The same, and why."""

    why: Why = Field(
        description="Kept for good in the log and in the audit log: without names."
    )


class SettledRow(Answer):
    """What became, or would become, of one letter."""

    id: str
    case_id: str
    code_version: str
    replays: int
    refused: str | None


class SettledAnswer(Answer):
    """What was settled, or would be.

    Attributes:
        left: open letters of the cause that this request is too small for.
    """

    preview: bool
    settled: int
    refused: int
    left: int
    letters: tuple[SettledRow, ...]


def letter_answer(letter: Letter) -> LetterAnswer:
    """A letter as it is answered."""
    event = letter.event
    return LetterAnswer(
        id=event.id,
        case_id=event.case_id,
        stage=event.stage,
        reason=event.reason,
        message=event.message,
        topic=event.topic,
        partition=event.partition,
        offset=event.offset,
        event_id=event.event_id,
        code_version=event.code_version,
        attempt=event.attempt,
        at=event.time,
        state=letter.state,
        settled_by=letter.settled_by,
        settled_reason=letter.settled_reason,
    )


def letter_detail(foreseen: Foreseen) -> LetterDetail:
    """A letter with what a replay of it would send."""
    record = foreseen.record
    return LetterDetail(
        letter=letter_answer(foreseen.letter),
        record=_record(record) if record else None,
        replays=foreseen.replays,
        replay_refused=foreseen.refused,
    )


def _record(record: Record) -> RecordAnswer:
    shown = shown_headers(record.headers)
    topic = TOPICS.get(record.topic)
    content: Content = "sealed" if topic and topic.is_sealed else "in clear"
    return RecordAnswer(
        content=content if record.value else "empty",
        size_bytes=len(record.value or b""),
        headers=shown,
        headers_hidden=len(record.headers) - len(shown),
    )
