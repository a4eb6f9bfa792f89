"""The text of DOCX files."""

from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph

from tocsin.text.extraction.problem import BROKEN, Unreadable

# A thousand pages of text are 5 MB of XML: what unpacks to more is a bomb or pictures.
UNPACKED_BYTES_MAX = 100 * 1024 * 1024
MEMBERS_MAX = 5_000
_ENCRYPTED = 0x1


def parts(content: bytes) -> Iterator[str]:
    """Paragraphs and rows of tables, in order.

    Raises:
        Unreadable: encrypted, damaged, not_word or too_large_inside.
    """
    _check(content)
    try:
        for block in Document(BytesIO(content)).iter_inner_content():
            if isinstance(block, Paragraph):
                yield block.text
            elif isinstance(block, Table):
                for row in block.rows:
                    yield "\t".join(cell.text for cell in row.cells)
    except (PackageNotFoundError, BadZipFile, *BROKEN) as exc:
        raise Unreadable("damaged") from exc


def _check(content: bytes) -> None:
    """Look at the directory of the archive before anything is unpacked."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
    except (BadZipFile, ValueError, OSError) as exc:
        raise Unreadable("damaged") from exc
    if len(members) > MEMBERS_MAX:
        raise Unreadable("too_large_inside")
    if sum(member.file_size for member in members) > UNPACKED_BYTES_MAX:
        raise Unreadable("too_large_inside")
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise Unreadable("encrypted")
    if not any(member.filename == "word/document.xml" for member in members):
        raise Unreadable("not_word")
