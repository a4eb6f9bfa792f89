"""Plain text of unknown encoding."""

import codecs
import re
from collections.abc import Iterator

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What neither a log, an index nor a page can hold.
_UNPRINTABLE = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def parts(content: bytes) -> Iterator[str]:
    """The text: by its byte order mark, as UTF-8, or as Windows-1252."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            yield content.decode(encoding, errors="replace")
            return
    try:
        yield content.decode()
    except UnicodeDecodeError:
        yield content.decode("cp1252", errors="replace")


def printable(text: str) -> str:
    """The text with a blank for each character that cannot be kept."""
    return _UNPRINTABLE.sub(" ", text).replace("\r\n", "\n").replace("\r", "\n")
