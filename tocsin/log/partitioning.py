"""Which partition a key belongs to: one answer for all adapters.

The partition is the one that Kafka's own clients choose, so that a log can be moved
from one adapter to the other, and other producers agree with ours.
"""

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
