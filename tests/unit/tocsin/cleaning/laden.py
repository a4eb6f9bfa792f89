"""Small files laden with metadata: each has the planted name in many places."""

import base64
import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from docx import Document
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Text
from pypdf.generic import (
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    create_string_object,
)

from tests.unit.tocsin.text import files

NAME = "Zahra Planted"
_PLAIN_JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdA"
    "SFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2Nj"
    "Y2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAACAAQDASIAAhEBAxEB/8QA"
    "FQABAQAAAAAAAAAAAAAAAAAAAAX/xAAWEAEBAQAAAAAAAAAAAAAAAAABABH/xAAVAQEBAAAAAAAAAAAA"
    "AAAAAAAEBv/EABgRAAMBAQAAAAAAAAAAAAAAAAABAjEy/9oADAMBAAIRAxEAPwCOAGBgSSJfTKacR//Z"
)
"""A picture of 4 by 2 pixels, as Pillow writes it."""

_PLAIN_WEBP = base64.b64decode(
    "UklGRkIAAABXRUJQVlA4IDYAAACwAQCdASoEAAIAAsBMJagCdDiAAYgAAP7tkj+8hkveryhyhe0s1+f/"
    "NCI2v/x//270J+lgAAA="
)


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def jpeg(*, orientation: int = 6) -> bytes:
    """With EXIF, XMP, IPTC, a comment, a profile, and words after the end."""
    name = NAME.encode()
    entries = struct.pack("<HHII", 0x013B, 2, len(name), 38)
    entries += struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = b"II*\0" + struct.pack("<IH", 8, 2) + entries + bytes(4) + name
    laden = (
        _segment(0xE1, b"Exif\0\0" + tiff)
        + _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<creator>" + name)
        + _segment(0xE2, b"ICC_PROFILE\0\1\1" + name)
        + _segment(0xED, b"Photoshop 3.0\0" + name)
        + _segment(0xFE, name)
    )
    plain = _PLAIN_JPEG
    return plain[:20] + laden + plain[20:] + b"after the end: " + name


def huge_jpeg() -> bytes:
    """One that says that it has 65,535 pixels each way."""
    start = _PLAIN_JPEG.index(b"\xff\xc0") + 5
    return _PLAIN_JPEG[:start] + b"\xff" * 4 + _PLAIN_JPEG[start + 4 :]


def _chunk(kind: bytes, body: bytes) -> bytes:
    check = zlib.crc32(kind + body)
    return struct.pack(">I4s", len(body), kind) + body + struct.pack(">I", check)


def png(*, width: int = 1) -> bytes:
    """With texts, EXIF, a time and a profile."""
    name = NAME.encode()
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, 1, 8, 2, 0, 0, 0))
        + _chunk(b"iCCP", name + b"\0\0" + zlib.compress(name))
        + _chunk(b"tEXt", b"Author\0" + name)
        + _chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + name)
        + _chunk(b"eXIf", b"MM\0*" + name)
        + _chunk(b"tIME", bytes((7, 234, 1, 1, 0, 0, 0)))
        + _chunk(b"IDAT", zlib.compress(b"\0" + b"\xc8\x1e\x1e" * min(width, 10)))
        + _chunk(b"IEND", b"")
        + name
    )


def webp() -> bytes:
    """With EXIF and XMP, in the extended form."""
    name = NAME.encode() + b"\0"  # of an even length
    header = bytes((0x20 | 0x08 | 0x04, 0, 0, 0, 3, 0, 0, 1, 0, 0))
    parts = b"".join(
        struct.pack("<4sI", kind, len(body)) + body
        for kind, body in (
            (b"VP8X", header),
            (b"ICCP", name),
            (b"VP8 ", _PLAIN_WEBP[20:]),
            (b"EXIF", name),
            (b"XMP ", name),
        )
    )
    return b"RIFF" + struct.pack("<I", 4 + len(parts)) + b"WEBP" + parts


def pdf(*lines: str) -> bytes:
    """With properties, XMP, a note, an attachment, a script and a laden picture."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(files.pdf(*lines))))
    writer.add_metadata({"/Author": NAME, "/Producer": NAME})
    writer.xmp_metadata = (
        f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{NAME}</x:xmpmeta>".encode()
    )
    writer.add_attachment("who.txt", NAME.encode())
    script = {"/S": NameObject("/JavaScript"), "/JS": create_string_object(NAME)}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject(name): value for name, value in script.items()}
    )
    writer.add_outline_item(title=NAME, page_number=0)
    note = Text(rect=(0, 0, 9, 9), text="a note that stays")
    note[NameObject("/T")] = create_string_object(NAME)
    writer.add_annotation(0, note)
    picture = DecodedStreamObject()
    picture.set_data(jpeg())
    for name, value in (("/Type", "/XObject"), ("/Subtype", "/Image")):
        picture[NameObject(name)] = NameObject(value)
    picture[NameObject("/Filter")] = NameObject("/DCTDecode")
    resources = writer.pages[0]["/Resources"]
    shown = writer._add_object(picture)  # noqa: SLF001 - it has no other door
    assert isinstance(resources, DictionaryObject)
    resources[NameObject("/XObject")] = DictionaryObject({NameObject("/A"): shown})
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def docx(text: str) -> bytes:
    """With properties, an author of a change and of a note, and a laden picture."""
    document = Document()
    document.core_properties.author = NAME
    document.core_properties.last_modified_by = NAME
    paragraph = document.add_paragraph(text)
    document.add_comment(paragraph.runs, text="a note that stays", author=NAME)
    document.add_picture(BytesIO(jpeg()))
    out = BytesIO()
    document.save(out)
    changed = f'<w:ins w:id="9" w:author="{NAME}" w:date="2026-01-01T00:00:00Z">'
    return with_parts(
        out.getvalue(),
        {"customXml/item9.xml": f"<who>{NAME}</who>".encode()},
        {b"<w:r>": f"{changed}<w:r>".encode(), b"</w:r>": b"</w:r></w:ins>"},
    )


def xlsx(text: str) -> bytes:
    """With properties, a note and its author."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    book.set_properties({"author": NAME, "manager": NAME, "company": NAME})
    book.set_custom_property("Checked by", NAME)
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, text)
    sheet.add_table(2, 0, 4, 1, {"name": "Wages"})
    sheet.write_comment(0, 0, "a note that stays", {"author": NAME})
    book.close()
    return out.getvalue()


def odt(text: str, *, encrypted: bool = False) -> bytes:
    """With properties, settings, a thumbnail and an author of a note."""
    office = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    names = (
        f'{office} xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    sealed = "<m:encryption-data/>" if encrypted else ""
    entries = "".join(
        f'<m:file-entry m:full-path="{path}">{sealed}</m:file-entry>'
        for path in ("content.xml", "meta.xml", "settings.xml")
    )
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {names}><office:annotation>"
        f"<dc:creator>{NAME}</dc:creator><dc:date>2026-01-01</dc:date>"
        "<text:p>a note that stays</text:p></office:annotation>"
        f"<text:p>{text}</text:p></office:document-content>",
        "meta.xml": f"<office:document-meta {names}><dc:creator>{NAME}</dc:creator>"
        "</office:document-meta>",
        "settings.xml": f"<printer>{NAME}</printer>",
        "Thumbnails/thumbnail.png": NAME,
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{manifest}">{entries}'
        "</m:manifest>",
    }
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def with_parts(
    archive: bytes, more: Mapping[str, bytes], replaced: Mapping[bytes, bytes] = {}
) -> bytes:
    """An archive with more parts, and with words of its text replaced."""
    out = BytesIO()
    with (
        ZipFile(BytesIO(archive)) as old,
        ZipFile(out, "w", ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            for before, after in replaced.items() if "document.xml" in name else ():
                part = part.replace(before, after)
            new.writestr(name, part)
        for name, part in more.items():
            new.writestr(name, part)
    return out.getvalue()
