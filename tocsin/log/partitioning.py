"""Which partition a key belongs to, and how large a record may be: one answer for all.

The partition is the one that Kafka's own clients choose, so that a log can be moved
from one adapter to the other, and other producers agree with ours.
"""

from collections.abc import Iterable

from schemas.topics import RECORD_BYTES_MAX
from tocsin.errors import Reject
from tocsin.log.base import NewRecord

_SEED = 0x9747B28C
_MULTIPLIER = 0x5BD1E995
_MASK = 0xFFFFFFFF


def murmur2(data: bytes) -> int:
    """The 32-bit MurmurHash2 of Kafka's clients, unsigned.

    Source: org.apache.kafka.common.utils.Utils.murmur2, Apache Kafka 4.3.
    """
    size = len(data)
    value = _SEED ^ size
    whole = size & ~3
    for start in range(0, whole, 4):
        word = int.from_bytes(data[start : start + 4], "little")
        word = (word * _MULTIPLIER) & _MASK
        word = ((word ^ (word >> 24)) * _MULTIPLIER) & _MASK
        value = ((value * _MULTIPLIER) & _MASK) ^ word
    if rest := data[whole:]:
        value = ((value ^ int.from_bytes(rest, "little")) * _MULTIPLIER) & _MASK
    value = ((value ^ (value >> 13)) * _MULTIPLIER) & _MASK
    return value ^ (value >> 15)


def partition_of(key: str, partitions: int) -> int:
    """The partition of a key among that many."""
    return (murmur2(key.encode()) & 0x7FFFFFFF) % partitions


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
