"""The exhibits of a case: each text and each file, numbered, with its SHA-256.

The number belongs to the place in the report, so that it stays the same from one export
to the next. What whoever has the receipt sent later comes after it.
"""

import hashlib
from collections.abc import Iterator
from typing import Literal

from schemas.case import Case
from schemas.enrichment import NARRATIVE
from services.desk.answers import Answer
from services.desk.evidence import Piece, evidence_of

TEXT_TYPE = "text/plain; charset=utf-8"

Holds = Literal["text", "file", "address"]


class Exhibit(Answer):
    """One text, file or address that was sent.

    Attributes:
        number: from 1.
        evidence_id: what findings name it by.
        kind: `narrative`, or what the sender called it.
        holds: an address alone holds nothing that could be hashed.
        sha256: of the file, or of the text in UTF-8.
        question: what it answers.
    """

    number: int
    evidence_id: str
    kind: str
    title: str | None = None
    holds: Holds
    sha256: str | None = None
    size_bytes: int | None = None
    media_type: str | None = None
    filename: str | None = None
    url: str | None = None
    published_on: str | None = None
    shows: str | None = None
    supports: tuple[str, ...] = ()
    question: str | None = None


class Sent(Answer):
    """An exhibit with its text; files have none here."""

    exhibit: Exhibit
    text: str | None = None


def sent(case: Case) -> tuple[Sent, ...]:
    """The exhibits of a case in order, with their texts."""
    return tuple(_numbered(case))


def exhibits(case: Case) -> tuple[Exhibit, ...]:
    """The exhibits of a case in order."""
    return tuple(one.exhibit for one in sent(case))


def _numbered(case: Case) -> Iterator[Sent]:
    for number, one in enumerate(_all(case), 1):
        exhibit = one.exhibit.model_copy(update={"number": number})
        yield one.model_copy(update={"exhibit": exhibit})


def _all(case: Case) -> Iterator[Sent]:
    if case.allegation is not None:
        yield _text(NARRATIVE, case.allegation.narrative, kind="narrative")
    questions = {one.id: one.text for one in case.questions}
    for piece in evidence_of(case):
        answered = piece.answer.question_id if piece.answer else None
        yield from _evidence(piece, questions.get(answered or ""))


def _evidence(piece: Piece, question: str | None) -> Iterator[Sent]:
    item = piece.item
    told = item.model_dump(
        include={"kind", "title", "url", "published_on", "shows", "supports"}
    )
    told["question"] = question
    if item.text is not None:
        yield _text(piece.text_id, item.text, **told)
    if item.file is not None:
        exhibit = Exhibit(
            number=0, evidence_id=piece.file_id, holds="file", **told, **dict(item.file)
        )
        yield Sent(exhibit=exhibit)
    if item.text is None and item.file is None:
        exhibit = Exhibit(number=0, evidence_id=piece.text_id, holds="address", **told)
        yield Sent(exhibit=exhibit)


def _text(evidence_id: str, text: str, **told: object) -> Sent:
    content = text.encode()
    exhibit = Exhibit.model_validate(
        {
            "number": 0,
            "evidence_id": evidence_id,
            "holds": "text",
            "sha256": hashlib.sha256(content).hexdigest(),
            "size_bytes": len(content),
            "media_type": TEXT_TYPE,
            **told,
        }
    )
    return Sent(exhibit=exhibit, text=text)
