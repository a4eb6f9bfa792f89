"""The log: the port, its two adapters, and the codec between events and records."""

from tocsin.log.base import (
    EventLog,
    GroupReader,
    NewRecord,
    PartitionBounds,
    Position,
    Record,
    TopicPartition,
)
from tocsin.log.codec import Codec, decode, encode

__all__ = [
    "Codec",
    "EventLog",
    "GroupReader",
    "NewRecord",
    "PartitionBounds",
    "Position",
    "Record",
    "TopicPartition",
    "decode",
    "encode",
]
