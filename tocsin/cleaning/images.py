"""Pictures without metadata: their parts are copied or left out, no pixel is changed.

Left out are all comments, EXIF, XMP, IPTC, thumbnails, color profiles (which can name
a device), and whatever follows the end of the picture.
"""

from collections.abc import Callable

from tocsin.cleaning import jpeg, png, webp
from tocsin.text.extraction.problem import Unreadable

PIXELS_MAX = 100_000_000
"""Four bytes each when it is shown: 400 MB. Phones take pictures of 50 million."""

_WAYS: tuple[
    tuple[Callable[[bytes], bool], Callable[[bytes], tuple[bytes, int]]], ...
] = (
    (lambda content: content.startswith(b"\xff\xd8\xff"), jpeg.cleaned),
    (lambda content: content.startswith(png.SIGNATURE), png.cleaned),
    (lambda content: content[:4] == b"RIFF" and content[8:12] == b"WEBP", webp.cleaned),
)


def is_image(content: bytes) -> bool:
    """Whether it is a picture of a kind that can be cleaned."""
    return any(is_one(content) for is_one, _ in _WAYS)


def cleaned(content: bytes) -> bytes:
    """The picture alone.

    Raises:
        Unreadable: damaged or too_many_pixels.
    """
    way = next(way for is_one, way in _WAYS if is_one(content))
    copy, pixels = way(content)
    if pixels > PIXELS_MAX:
        raise Unreadable("too_many_pixels")
    return copy
