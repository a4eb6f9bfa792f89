"""How large a record and what is read at once may be."""

from collections.abc import Iterable, Iterator

from schemas.topics import RECORD_BYTES_MAX
from tocsin.errors import Reject
from tocsin.log.base import NewRecord, Record

READ_BYTES_MAX = 64 * 1024 * 1024
"""Values of one poll or read: the largest records are 8 MB, and what is read at once
must fit in memory. The record that reaches the limit is still among them."""

FETCH_BYTES_MIN = 64 * 1024
FETCH_WAIT_MS = 100
"""A broker answers a worker when so much has come, or after so long: answering costs
it as much for one record as for sixty, and one by one is how reports come in."""


def record_bytes(record: NewRecord) -> int:
    """Bytes of key, value and headers: what the limit of a topic is about."""
    headers = sum(
        len(name.encode()) + len(value.encode())
        for name, value in record.headers.items()
    )
    return len(record.key.encode()) + len(record.value or b"") + headers


def check_sizes(records: Iterable[NewRecord]) -> None:
    """Refuse what no topic takes.

    Raises:
        Reject: too_large.
    """
    for record in records:
        size = record_bytes(record)
        if size > RECORD_BYTES_MAX:
            raise Reject(
                "too_large",
                f"a record of {size} bytes; {record.topic} takes {RECORD_BYTES_MAX}",
            )


def up_to_bytes_max(records: Iterable[Record]) -> Iterator[Record]:
    """The first of them, until their values reach READ_BYTES_MAX."""
    bytes_left = READ_BYTES_MAX
    for record in records:
        yield record
        bytes_left -= len(record.value or b"")
        if bytes_left <= 0:
            return
