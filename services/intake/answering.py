"""An answer of who has the receipt: into the log, as evidence of the case."""

import hashlib
from dataclasses import dataclass
from typing import Literal

from pydantic import ValidationError

from schemas.events import ReporterAnswered
from schemas.submission import Evidence
from schemas.topics import TOPICS
from services.intake.files import (
    Upload,
    size_bytes,
    stored_file,
)
from services.intake.ledger import GivenAnswer
from services.intake.reception import SOURCE, Reception
from services.intake.refusals import Refused
from tocsin import ids
from tocsin.blobs import put_sealed
from tocsin.errors import Erased, TocsinError
from tocsin.log.codec import encode
from tocsin.sealed import DataKey, new_data_key, wrap
from tocsin.told import Told

ANSWERS_MAX = 50
"""Of one case: who has more to say sends a new report."""

CHARS_MAX = 100_000
"""Some forty pages; a longer text comes as a file."""

ANSWERED = TOPICS["reporters.answered"]


Fate = Literal[
    "invalid-answer",
    "too-large",
    "file-too-large",
    "file-type-refused",
    "no-more-answers",
]


class AnswerRefused(TocsinError):
    """An answer that cannot be taken as it is; `why` is a stable code."""

    def __init__(self, why: Fate) -> None:
        """Keep the code; the page has the words."""
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """What was typed and chosen.

    Attributes:
        question_id: the question that it answers; empty for what nobody asked.
    """

    question_id: str
    text: str
    upload: Upload | None = None


def answer(reception: Reception, case_id: str, told: Told, given: NewAnswer) -> None:
    """Store an answer durably. The same one sent twice is stored once.

    Args:
        reception: what intake stands on.
        case_id: the case of the receipt.
        told: what the receipt tells now.
        given: the answer.

    Raises:
        AnswerRefused: it cannot be taken as it is.
        DependencyDown: nothing is promised; send it again.
        OutcomeUnknown: it may be in the log; send it again.
    """
    _check(reception, told, given)
    evidence = _evidence(given)
    payload = evidence.model_dump_json(exclude_none=True).encode()
    digest = hashlib.sha256(payload).hexdigest()
    event_id = ids.digest("answered", case_id, given.question_id, digest)
    before = reception.ledger.answers(case_id)
    if any(one.event_id == event_id for one in before):
        return
    if len(before) >= ANSWERS_MAX:
        raise AnswerRefused("no-more-answers")
    event = ReporterAnswered(
        id=event_id,
        source=SOURCE,
        time=reception.clock.now(),
        case_id=case_id,
        question_id=given.question_id or None,
        answer=evidence,
    )
    key = _new_key(reception, case_id)
    if given.upload is not None:
        put_sealed(reception.blobs, given.upload.content, key)
    reception.log.append([encode(event, ANSWERED, key)])
    # After the log: what is noted and not logged would be lost, and what is logged
    # and not noted is written again with the same id, which changes nothing.
    row = GivenAnswer(event_id, event.question_id, event.time)
    reception.ledger.note_answer(case_id, row)


def _check(reception: Reception, told: Told, given: NewAnswer) -> None:
    asked = {question.id for question in told.questions}
    if told.state == "closed" or (given.question_id and given.question_id not in asked):
        raise AnswerRefused("no-more-answers")
    if not given.text.strip() and given.upload is None:
        raise AnswerRefused("invalid-answer")
    if len(given.text) > CHARS_MAX:
        raise AnswerRefused("too-large")
    if given.upload is not None:
        size = size_bytes(given.upload)
        if size > reception.limits.file_bytes_max:
            raise AnswerRefused("file-too-large")
        if size == 0:
            raise AnswerRefused("invalid-answer")


def _evidence(given: NewAnswer) -> Evidence:
    try:
        evidence = Evidence(kind="testimony", text=given.text.strip() or None)
    except ValidationError as exc:
        raise AnswerRefused("invalid-answer") from exc
    if given.upload is None:
        return evidence
    try:
        file = stored_file(given.upload, where="/file")
    except Refused as exc:
        raise AnswerRefused("file-type-refused") from exc
    return evidence.model_copy(update={"file": file})


def _new_key(reception: Reception, case_id: str) -> DataKey:
    """Another key of the case: intake cannot open the first one."""
    key = new_data_key(case_id)
    wrapped = wrap(key, reception.master_key)
    try:
        reception.ledger.add_data_key(wrapped, reception.clock.now())
    except Erased as exc:
        raise AnswerRefused("no-more-answers") from exc
    return key
