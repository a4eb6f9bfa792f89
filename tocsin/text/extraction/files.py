"""Which reader a file gets: its content decides, not what the sender called it."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from schemas.values import TEXT_CHARS_MAX
from tocsin.text.extraction import mail, markup, pdf, plain, word
from tocsin.text.extraction.file import Extracted, FileToRead
from tocsin.text.extraction.problem import Unreadable

Reader = Callable[[bytes], Iterable[str]]

ATTACHMENTS_MAX = 50
"""Files in one mail file: a whole correspondence has fewer."""


def _mail(content: bytes) -> Iterator[str]:
    """A mail, and what its files hold.

    Raises:
        Unreadable: attachment_unread, behind all that could be read.
    """
    files, is_whole = 0, True
    for part in mail.parts(content):
        if isinstance(part, str):
            yield part
            continue
        files += 1
        reader = _reader(part) if files <= ATTACHMENTS_MAX else None
        is_whole = is_whole and files <= ATTACHMENTS_MAX
        try:
            yield from reader(part.content) if reader else ()
        except Unreadable:
            is_whole = False
    if not is_whole:
        raise Unreadable("attachment_unread")


_BY_TYPE: dict[str, Reader] = {
    "text/html": markup.parts,
    "application/xhtml+xml": markup.parts,
    "message/rfc822": _mail,
    "text/plain": plain.parts,
    "text/csv": plain.parts,
    "text/markdown": plain.parts,
    "application/json": plain.parts,
}
_BY_START: tuple[tuple[bytes, Reader], ...] = (
    (b"%PDF-", pdf.parts),
    (b"PK\x03\x04", word.parts),
)
# The PDF header may follow up to 1,024 bytes of anything (ISO 32000-1, annex H.3.4.1).
_START_BYTES = 1_024


def extracting() -> Callable[[Sequence[FileToRead]], list[Extracted]]:
    """The work function of a child process."""
    return lambda files: [extract(file) for file in files]


def extract(file: FileToRead) -> Extracted:
    """The text of one file.

    Raises:
        MemoryError: it wants more than the process may have; so may other errors of
            the parsers come through. The pool turns them into a problem of the file.
    """
    reader = _reader(file)
    if reader is None:
        return Extracted(problem="no_text_in_this_type")
    return _gathered(reader(file.content))


def _reader(file: FileToRead) -> Reader | None:
    start = file.content[:_START_BYTES].lstrip()
    for magic, reader in _BY_START:
        if start.startswith(magic):
            return reader
    if b"%PDF-" in start:
        return pdf.parts
    return _BY_TYPE.get(file.media_type.partition(";")[0].strip().lower())


def _gathered(parts: Iterable[str]) -> Extracted:
    """Parts joined until the limit, or until the file cannot be read any further."""
    kept: list[str] = []
    left, problem = TEXT_CHARS_MAX, None
    try:
        for part in parts:
            clean = plain.printable(part)
            kept.append(clean[:left])
            left -= len(clean) + 1
            if left <= 0:
                return Extracted("\n".join(kept), truncated=True)
    except Unreadable as exc:
        problem = exc.problem
    text = "\n".join(kept).strip()
    return Extracted(text, problem=problem if text else problem or "empty")
