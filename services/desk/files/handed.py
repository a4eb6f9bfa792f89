"""What is handed out of a case: which file, and as what."""

import hashlib
from dataclasses import dataclass
from typing import Literal

from schemas.case import Case
from schemas.submission import StoredFile
from services.desk.evidence import evidence_of
from tocsin.errors import NotFound

As = Literal["cleaned", "as_it_is", "original"]

_NAMED = {"cleaned": "cleaned-copy", "as_it_is": "as-sent", "original": "original"}
_ENDINGS = {
    "application/pdf": "pdf",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "image/heic": "heic",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "message/rfc822": "eml",
    "text/csv": "csv",
    "text/html": "html",
    "text/plain": "txt",
}


@dataclass(frozen=True, slots=True)
class Handed:
    """A file to hand out.

    Attributes:
        case_id: its case.
        evidence_id: its place in the case.
        stored: what was sent, and its SHA-256.
        content: what is handed out.
        kept: in which state that is.
    """

    case_id: str
    evidence_id: str
    stored: StoredFile
    content: bytes
    kept: As

    @property
    def sha256(self) -> str:
        """Of what is handed out, in hex."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def filename(self) -> str:
        """Says what it is; the sender's own name for it can tell who they are."""
        ending = _ENDINGS.get(self.stored.media_type, "bin")
        return f"{self.case_id}-{self.evidence_id}-{_NAMED[self.kept]}.{ending}"

    @property
    def headers(self) -> dict[str, str]:
        """Of the answer: it is saved and never shown in place."""
        return {
            "Content-Disposition": f'attachment; filename="{self.filename}"',
            "Tocsin-SHA256": self.sha256,
            "Tocsin-Original-SHA256": self.stored.sha256,
        }


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it was sent, and what people know its piece of evidence by."""

    title: str
    stored: StoredFile


def file_of(case: Case, evidence_id: str) -> SentFile:
    """The file of a piece of evidence.

    Raises:
        NotFound: there is none with this id.
    """
    for piece in evidence_of(case):
        if piece.file_id == evidence_id and piece.item.file is not None:
            return SentFile(piece.title, piece.item.file)
    raise NotFound("no file with this id")
