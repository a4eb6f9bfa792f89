"""JPEG (ITU-T T.81, annex B): segments, and the compressed data between them."""

import re
import struct

from tocsin.text.extraction.problem import Unreadable

_SOI, _EOI, _SOS = b"\xff\xd8", 0xD9, 0xDA
_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_TABLES = frozenset({0xC4, 0xCC, 0xDB, 0xDD})
_JFIF, _EXIF, _ADOBE = 0xE0, 0xE1, 0xEE
# Within compressed data 0xFF is followed by 0 or by a restart; anything else ends it.
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_ORIENTATION = 0x0112
_ORIENTATIONS = range(2, 9)


def cleaned(content: bytes) -> tuple[bytes, int]:
    """The picture alone, and how many pixels it has.

    Kept are tables, sizes and compressed data, the color transform of Adobe, the
    resolution of JFIF, and which way is up, in an EXIF block that holds nothing else.

    Raises:
        Unreadable: damaged.
    """
    copy, pixels, place, up = [_SOI], 0, len(_SOI), b""
    while True:
        marker, place = _marker(content, place)
        if marker == _EOI:
            break
        (length,) = struct.unpack_from(">H", content, place)
        body = content[place + 2 : place + length]
        if len(body) != length - 2:
            raise Unreadable("damaged")
        place += length
        if marker in _SIZES:
            height, width = struct.unpack_from(">HH", body, 1)
            pixels = max(pixels, height * width)
        up = up or _upright(marker, body)
        copy.append(_segment(marker, _kept(marker, body)))
        if marker == _SOS:
            start, place = place, _end_of_scan(content, place)
            copy.append(content[start:place])
    if not pixels:
        raise Unreadable("damaged")
    return b"".join((copy[0], up, *copy[1:], b"\xff\xd9")), pixels


def _marker(content: bytes, place: int) -> tuple[int, int]:
    """The next marker, after any number of filling 0xFF, and where its body starts."""
    if content[place : place + 1] != b"\xff":
        raise Unreadable("damaged")
    while content[place : place + 1] == b"\xff":
        place += 1
    return content[place], place + 1


def _end_of_scan(content: bytes, place: int) -> int:
    found = _MARKER.search(content, place)
    if found is None:
        raise Unreadable("damaged")
    return found.start()


def _kept(marker: int, body: bytes) -> bytes | None:
    """What is copied of a segment; None where nothing is."""
    if marker in _TABLES or marker in _SIZES or marker == _SOS:
        return body
    if marker == _JFIF and body.startswith(b"JFIF\0"):
        # Without the thumbnail, which follows.
        return body[:12] + b"\0\0"
    if marker == _ADOBE and body.startswith(b"Adobe"):
        return body[:12]
    return None


def _segment(marker: int, body: bytes | None) -> bytes:
    if body is None:
        return b""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _upright(marker: int, body: bytes) -> bytes:
    """An EXIF segment that says which way is up, where this one does."""
    if marker != _EXIF or not body.startswith(b"Exif\0\0"):
        return b""
    try:
        way = _orientation(body[6:])
    except struct.error:
        return b""
    if way not in _ORIENTATIONS:
        return b""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, way, 0)
    tiff = b"MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
    return _segment(_EXIF, b"Exif\0\0" + tiff)


def _orientation(tiff: bytes) -> int:
    """The value of the tag in the first directory (TIFF 6.0, section 2); 0 is none."""
    order = "<" if tiff[:2] == b"II" else ">"
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    (entries,) = struct.unpack_from(f"{order}H", tiff, start)
    for n in range(entries):
        tag, _, _, value, _ = struct.unpack_from(
            f"{order}HHIHH", tiff, start + 2 + 12 * n
        )
        if tag == _ORIENTATION:
            return int(value)
    return 0
