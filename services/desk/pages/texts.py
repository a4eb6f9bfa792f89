"""The texts of a case, with what was found in them at its place."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from schemas.case import Answer, Case, Question
from schemas.enrichment import NARRATIVE, Finding, TextRead
from schemas.submission import Evidence
from services.desk.directions import turns
from services.desk.evidence import Piece as Sent
from services.desk.evidence import evidence_of
from services.desk.findings import findings
from services.desk.pages.highlight import Piece, Span, cut_at, pieces
from tocsin.errors import NotFound

SHOWN_CHARS_MAX = 12_000
"""Four pages of a book. With its marks a text of a million characters is 2 MB of HTML,
which belongs on a page of its own."""

FileText = Callable[[str], str]
"""SHA-256 -> what enrichment read from a file; NotFound when it is gone."""


@dataclass(frozen=True, slots=True)
class CaseText:
    """One text of a case.

    Attributes:
        item: the piece of evidence that it belongs to; None for the narrative.
        pieces: the text as far as it is shown.
        shown_chars: how far that is.
        problem: why there is no text, or not all of it; None when all is well.
        answer: the answer that it came with.
        question: what was asked.
    """

    evidence_id: str
    title: str
    item: Evidence | None
    language: str
    pieces: tuple[Piece, ...]
    chars: int
    shown_chars: int
    problem: str | None = None
    answer: Answer | None = None
    question: Question | None = None

    @property
    def is_cut(self) -> bool:
        """Whether the end is left out."""
        return self.shown_chars < self.chars

    @property
    def is_turning(self) -> bool:
        """Whether characters of it would turn the direction of writing."""
        return any(turns(piece.text) for piece in self.pieces)


def case_texts(
    case: Case, file_text: FileText, *, chars_max: int | None = SHOWN_CHARS_MAX
) -> list[CaseText]:
    """The narrative, every piece of evidence and every answer, in order.

    Args:
        case: the case.
        file_text: reads what a file holds.
        chars_max: of each text; None shows the whole of it.
    """
    enrichment = case.enrichment
    read = {text.evidence_id: text for text in enrichment.texts} if enrichment else {}
    by_text: dict[str, list[Finding]] = {}
    for finding in findings(case).values():
        by_text.setdefault(finding.evidence_id, []).append(finding)
    asked = {question.id: question for question in case.questions}
    return [
        _case_text(source, read.get(source.evidence_id), by_text, chars_max, asked)
        for source in _sources(case, read, file_text)
    ]


_READ_IN_PART = {
    "attachment_unread": "A file that was sent with this mail could not be read.",
}


@dataclass(frozen=True, slots=True)
class _Source:
    evidence_id: str
    title: str
    item: Evidence | None
    text: str
    problem: str | None = None
    answer: Answer | None = None


def _sources(
    case: Case, read: Mapping[str, TextRead], file_text: FileText
) -> Iterator[_Source]:
    if case.allegation is None:
        return
    yield _Source(NARRATIVE, "Narrative", None, case.allegation.narrative)
    for sent in evidence_of(case):
        item, title = sent.item, sent.title
        if item.text is not None or item.file is None:
            yield _Source(
                sent.text_id,
                title,
                item,
                item.text or "",
                _unread(sent, case, read),
                sent.answer,
            )
        if item.file is not None:
            found = _file(sent.file_id, title, item, read, file_text)
            yield replace(found, answer=sent.answer)


def _unread(sent: Sent, case: Case, read: Mapping[str, TextRead]) -> str | None:
    """Why nothing is marked in an answer, where the rest of the case was read."""
    is_read = sent.answer is None or sent.text_id in read or case.enrichment is None
    return None if is_read else "No machine has read this answer yet."


def _file(
    evidence_id: str,
    title: str,
    item: Evidence,
    read: Mapping[str, TextRead],
    file_text: FileText,
) -> _Source:
    name = item.file.filename if item.file else None
    title = f"{title} (file {name})" if name else f"{title} (file)"
    found = read.get(evidence_id)
    if found is None:
        return _Source(evidence_id, title, item, "", "The file was not read yet.")
    if not found.chars:
        why = (found.problem or "no text in it").replace("_", " ")
        return _Source(evidence_id, title, item, "", f"No text was read: {why}.")
    try:
        text = file_text(found.sha256)
    except NotFound:
        why = "The text of this file is no longer stored."
        return _Source(evidence_id, title, item, "", why)
    cut = "Only the start of the file was read." if found.truncated else None
    if found.problem:
        why = found.problem.replace("_", " ")
        cut = _READ_IN_PART.get(found.problem, f"Not all of it was read: {why}.")
    return _Source(evidence_id, title, item, text, cut)


def _case_text(
    source: _Source,
    read: TextRead | None,
    by_text: Mapping[str, Sequence[Finding]],
    chars_max: int | None,
    asked: Mapping[str, Question],
) -> CaseText:
    text = source.text
    end = len(text) if chars_max is None else cut_at(text, chars_max)
    spans = _spans(by_text.get(source.evidence_id, ()))
    return CaseText(
        evidence_id=source.evidence_id,
        title=source.title,
        item=source.item,
        language=read.language if read else "und",
        pieces=tuple(pieces(text[:end], spans)) if end else (),
        chars=len(text),
        shown_chars=end,
        problem=source.problem,
        answer=source.answer,
        question=asked.get(source.answer.question_id or "") if source.answer else None,
    )


def _spans(findings: Iterable[Finding]) -> Iterator[Span]:
    return (Span(f.start, f.end, f.id) for f in findings)


def places(case: Case, texts: Iterable[CaseText]) -> dict[str, str]:
    """Finding id -> the link to its place.

    On the page of the case where that shows it, else on the page of its text.
    """
    shown = {text.evidence_id: text.shown_chars for text in texts}
    links = {}
    for one in findings(case).values():
        is_here = one.start < shown.get(one.evidence_id, 0)
        path = f"/desk/cases/{case.case_id}/texts/{one.evidence_id}"
        links[one.id] = f"{'' if is_here else path}#f-{one.id}"
    return links
