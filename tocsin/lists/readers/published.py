"""What the readers share: the error and the dates."""

import re
from datetime import date, datetime

from tocsin.errors import TocsinError

# The largest official file has 1 MB; more is another file, or a page of an error.
FILE_BYTES_MAX = 20_000_000

_FORMATS = ("%m/%d/%Y", "%Y-%m-%d", "%B %d, %Y", "%b %d, %Y")
_SPACE = re.compile(r"\s+")


class ListUnreadable(TocsinError):
    """An official file is not what its reader knows; nothing of it was taken."""


def check_size(data: bytes) -> None:
    """Refuse a file that no list fills.

    Raises:
        ListUnreadable: the file is larger than FILE_BYTES_MAX.
    """
    if len(data) > FILE_BYTES_MAX:
        raise ListUnreadable(
            f"the file has {len(data)} bytes, more than {FILE_BYTES_MAX}"
        )


def plain(text: str) -> str:
    """A text on one line: line breaks and runs of space become one space."""
    return _SPACE.sub(" ", text).strip()


def read_date(text: str) -> date:
    """A date as the governments write it: 12/28/1953, June 21, 2022, 2022-06-21.

    Raises:
        ValueError: the text is none of these.
    """
    for form in _FORMATS:
        try:
            # A list gives days of the calendar, not moments: there is no time zone.
            return datetime.strptime(plain(text), form).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise ValueError(f"not a date: {plain(text)[:40]!r}")
