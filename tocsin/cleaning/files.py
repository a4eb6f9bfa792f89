"""Which way of cleaning a file gets: its content decides, as in reading it."""

import zlib
from collections.abc import Callable, Sequence
from zipfile import BadZipFile

from pypdf.errors import PyPdfError

from tocsin.cleaning import documents, images, pdf
from tocsin.cleaning.file import Cleaned, FileToClean
from tocsin.text.extraction.problem import BROKEN, Unreadable

Way = Callable[[bytes], bytes]

_PLAIN = frozenset({"text/plain", "text/csv"})
_START_BYTES = 1_024
_FAULTS = (BadZipFile, EOFError, NotImplementedError, PyPdfError, zlib.error, *BROKEN)


def cleaning() -> Callable[[Sequence[FileToClean]], list[Cleaned]]:
    """The work function of a child process."""
    return lambda files: [clean(file) for file in files]


def clean(file: FileToClean) -> Cleaned:
    """A copy of a file without its metadata; the same file gives the same copy.

    Raises:
        MemoryError: it wants more than the process may have; so may other errors of
            the parsers come through. The pool turns them into a problem of the file.
    """
    way = _way(file.content)
    if way is None:
        if file.media_type in _PLAIN:
            return Cleaned(file.content, kept="as_it_is")
        return Cleaned(problem="no_way_to_clean")
    try:
        return Cleaned(way(file.content))
    except Unreadable as exc:
        return Cleaned(problem=exc.problem)
    except _FAULTS:
        return Cleaned(problem="damaged")


def _way(content: bytes) -> Way | None:
    if images.is_image(content):
        return images.cleaned
    if b"%PDF-" in content[:_START_BYTES]:
        return pdf.cleaned
    return documents.cleaned if content.startswith(b"PK\x03\x04") else None
