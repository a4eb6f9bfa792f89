"""PDF without metadata: its pages in a new file.

Only what a page is drawn with is copied. Not copied are the properties (Info, XMP), the
trailer's id, earlier states of the file, attached files, forms, bookmarks and scripts.
Of what is copied, metadata of parts, authors and times of notes, and actions are left
out, and JPEG pictures are cleaned. Not looked into are fonts and JPEG 2000.
"""

from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
)

from tocsin.cleaning import jpeg
from tocsin.text.extraction.pdf import PAGES_MAX
from tocsin.text.extraction.problem import Unreadable

_HEADER = "%PDF-1.7"
_OF_ALL = ("/Metadata", "/PieceInfo", "/LastModified", "/AF")
_OF_PAGES = ("/AA", "/Thumb")
_OF_NOTES = ("/A", "/AA", "/PA", "/FS", "/T", "/M", "/NM", "/CreationDate", "/Popup")


def cleaned(content: bytes) -> bytes:
    """The pages in a new file.

    Raises:
        Unreadable: encrypted or too_many_pages; files that are damaged raise errors of
            the parser.
    """
    reader = PdfReader(BytesIO(content))
    # Many files are locked against change only, with an empty password to read.
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable("encrypted")
    if len(reader.pages) > PAGES_MAX:
        raise Unreadable("too_many_pages")
    writer = PdfWriter()
    for page in reader.pages:
        writer.add_page(page)
    for part in _parts(writer):
        _strip(part)
    writer.metadata = None
    writer.pdf_header = _HEADER
    copy = BytesIO()
    writer.write(copy)
    return copy.getvalue()


def _parts(writer: PdfWriter) -> Iterator[DictionaryObject]:
    """Every dictionary and stream of a file that its pages lead to, once."""
    waiting: list[PdfObject] = list(writer.pages)
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in seen:
                continue
            seen.add(one.idnum)
            found = one.get_object()
            if found is not None:
                waiting.append(found)
        elif isinstance(one, DictionaryObject):
            yield one
            waiting.extend(dict.values(one))
        elif isinstance(one, ArrayObject):
            waiting.extend(list.__iter__(one))


def _strip(part: DictionaryObject) -> None:
    names = [*_OF_ALL]
    if part.get("/Type") == "/Page":
        names += _OF_PAGES
    if "/Rect" in part and "/Subtype" in part:
        names += _OF_NOTES
    for name in names:
        part.pop(NameObject(name), None)
    if isinstance(part, StreamObject) and _is_jpeg(part):
        raw = part._data  # noqa: SLF001 - pypdf has no other door to it as it is
        part._data, _ = jpeg.cleaned(raw)  # noqa: SLF001


def _is_jpeg(part: StreamObject) -> bool:
    filters = part.get("/Filter")
    return filters == "/DCTDecode" or (
        isinstance(filters, ArrayObject) and list(filters) == ["/DCTDecode"]
    )
