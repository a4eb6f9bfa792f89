"""The text of PDF files."""

from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from tocsin.text.extraction.problem import BROKEN, Unreadable

# A petition with all its annexes has some 300 pages.
PAGES_MAX = 1_000


def parts(content: bytes) -> Iterator[str]:
    """The text of each page.

    Raises:
        Unreadable: encrypted, damaged or too_many_pages.
    """
    try:
        reader = PdfReader(BytesIO(content))
        # Many files are locked against change only, with an empty password to read.
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("encrypted")
        if len(reader.pages) > PAGES_MAX:
            raise Unreadable("too_many_pages")
        for page in reader.pages:
            yield page.extract_text()
    except NotImplementedError as exc:
        # A way to encrypt that pypdf does not know.
        raise Unreadable("encrypted") from exc
    except (PyPdfError, *BROKEN) as exc:
        raise Unreadable("damaged") from exc
