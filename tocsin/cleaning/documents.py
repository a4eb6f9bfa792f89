"""Office documents (DOCX, XLSX, ODT) without metadata: a new archive of their parts."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from tocsin.cleaning import images, opendocument, openxml
from tocsin.text.extraction.problem import Unreadable
from tocsin.text.extraction.word import MEMBERS_MAX, UNPACKED_BYTES_MAX

Parts = dict[str, bytes]

RATIO_MAX = 200
"""An unpacked byte takes one 200th of a byte packed only in archives made to burst; a
sheet of empty cells reaches half of that."""

_ENCRYPTED = 0x1
_START = (1980, 1, 1, 0, 0, 0)
"""The first time that an archive can hold; each part of the copy has it."""


def cleaned(content: bytes) -> bytes:
    """The document in a new archive.

    Raises:
        Unreadable: encrypted, damaged, too_large_inside, holds_other_files, or
            no_way_to_clean for an archive that is none of these documents.
    """
    parts = _opened(content)
    way = _way(parts)
    kept = way(parts)
    copy = BytesIO()
    with ZipFile(copy, "w") as archive:
        for name, part in kept.items():
            is_first = name == "mimetype"
            entry = ZipInfo(name, _START)
            entry.compress_type = ZIP_STORED if is_first else ZIP_DEFLATED
            picture = images.is_image(part)
            archive.writestr(entry, images.cleaned(part) if picture else part)
    return copy.getvalue()


def _way(parts: Parts) -> Callable[[Parts], Parts]:
    if "word/document.xml" in parts or "xl/workbook.xml" in parts:
        return openxml.stripped
    if parts.get("mimetype", b"").startswith(b"application/vnd.oasis.opendocument."):
        return opendocument.stripped
    raise Unreadable("no_way_to_clean")


def _opened(content: bytes) -> Parts:
    """All parts by name; what is declared is looked at before anything is unpacked."""
    with ZipFile(BytesIO(content)) as archive:
        members = [one for one in archive.infolist() if not one.is_dir()]
        unpacked = sum(one.file_size for one in members)
        if (
            len(members) > MEMBERS_MAX
            or unpacked > UNPACKED_BYTES_MAX
            or unpacked > RATIO_MAX * len(content)
        ):
            raise Unreadable("too_large_inside")
        if any(one.flag_bits & _ENCRYPTED for one in members):
            raise Unreadable("encrypted")
        if len({one.filename for one in members}) < len(members):
            raise Unreadable("damaged")
        return {one.filename: archive.read(one) for one in members}
