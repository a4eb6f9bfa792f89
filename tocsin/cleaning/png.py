"""PNG (ISO/IEC 15948): chunks."""

import struct

from tocsin.text.extraction.problem import Unreadable

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT"}
    | {b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT"}
)
"""What a picture, also a moving one, is drawn with. No text, time, EXIF or profile."""


def cleaned(content: bytes) -> tuple[bytes, int]:
    """The picture alone, and how many pixels it has.

    Raises:
        Unreadable: damaged.
    """
    copy, pixels, place = [SIGNATURE], 0, len(SIGNATURE)
    kind = b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", content, place)
        end = place + 12 + length
        if end > len(content):
            raise Unreadable("damaged")
        if kind == b"IHDR":
            width, height = struct.unpack_from(">II", content, place + 8)
            pixels = width * height
        if kind in _KEPT:
            copy.append(content[place:end])
        place = end
    if not pixels:
        raise Unreadable("damaged")
    return b"".join(copy), pixels
