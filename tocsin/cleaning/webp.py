"""WebP (RFC 9649): chunks of a RIFF file."""

import struct

from tocsin.text.extraction.problem import Unreadable

_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"})
_SAYS_METADATA = 0x20 | 0x08 | 0x04
"""Flags of VP8X: a color profile, EXIF and XMP follow."""

_SIDE = 0x3FFF


def cleaned(content: bytes) -> tuple[bytes, int]:
    """The picture alone, and how many pixels it has.

    Raises:
        Unreadable: damaged.
    """
    (length,) = struct.unpack_from("<I", content, 4)
    end, place = min(len(content), 8 + length), 12
    copy, pixels = [b"WEBP"], 0
    while place + 8 <= end:
        kind, size = struct.unpack_from("<4sI", content, place)
        body = content[place + 8 : place + 8 + size]
        if len(body) != size:
            raise Unreadable("damaged")
        place += 8 + size + size % 2
        if kind not in _KEPT:
            continue
        if kind == b"VP8X":
            body = bytes((body[0] & ~_SAYS_METADATA,)) + body[1:]
        pixels = max(pixels, _pixels(kind, body))
        copy.append(struct.pack("<4sI", kind, size) + body + bytes(size % 2))
    if not pixels:
        raise Unreadable("damaged")
    parts = b"".join(copy)
    return b"RIFF" + struct.pack("<I", len(parts)) + parts, pixels


def _pixels(kind: bytes, body: bytes) -> int:
    """Of the canvas or the picture that a chunk starts; 0 of any other."""
    if kind == b"VP8X":
        width = 1 + int.from_bytes(body[4:7], "little")
        return width * (1 + int.from_bytes(body[7:10], "little"))
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", body, 6)
        return int((width & _SIDE) * (height & _SIDE))
    if kind == b"VP8L":
        (packed,) = struct.unpack_from("<I", body, 1)
        return int((1 + (packed & _SIDE)) * (1 + (packed >> 14 & _SIDE)))
    return 0
