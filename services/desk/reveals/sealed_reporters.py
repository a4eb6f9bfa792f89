"""Who reported, as intake sealed it: found in the log, and opened with a key file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import ValidationError

from schemas.events import ReporterSealed
from schemas.submission import Reporter
from schemas.topics import SEALED
from tocsin.errors import Halt, NotFound, Reject
from tocsin.log import Codec, EventLog, Record, TopicPartition
from tocsin.log.partitioning import partition_of
from tocsin.log.seeking import first_since
from tocsin.sealed import Sealed, open_sealed
from tocsin.sealed.officers import officers_private_key
from tocsin.web.problems import Problem

MARGIN = timedelta(hours=1)
"""Clocks of intake and log may differ by minutes; all else is found the long way."""

READ_RECORDS = 500
"""A sealed identity takes 3 KB; so many are a megabyte or two."""


@dataclass(frozen=True, slots=True)
class SealedReporters:
    """Opens who reported. Nothing of it is kept, and no key between two calls.

    Attributes:
        keys: folder of the officers' private keys; None where the desk has none.
    """

    log: EventLog
    codec: Codec
    keys: Path | None

    def open(self, case_id: str, received_at: datetime) -> Reporter:
        """Who reported a case that was received then.

        Raises:
            NotFound: nothing is sealed for this case.
            Erased: the case was erased.
            Problem: key-away.
            Reject: what was sealed cannot be opened, or is no reporter.
            DependencyDown: log or database does not answer.
        """
        if self.keys is None:
            raise _key_away()
        event = self._event(case_id, received_at)
        sealed = Sealed(event.key_id, event.ciphertext)
        try:
            private_key = officers_private_key(self.keys, event.key_id)
        except Halt as exc:
            raise _key_away() from exc
        plain = open_sealed(sealed, case=case_id, private_key=private_key)
        try:
            return Reporter.model_validate_json(plain)
        except ValidationError:
            # Not as its cause: it quotes what was sealed.
            raise Reject("not_a_reporter", "what was sealed is no reporter") from None

    def _event(self, case_id: str, received_at: datetime) -> ReporterSealed:
        source = TopicPartition(SEALED.name, partition_of(case_id, SEALED.partitions))
        bounds = self.log.bounds([SEALED.name])[source]
        start = first_since(self.log, source, bounds, received_at - MARGIN)
        for low, high in ((start, bounds.end), (bounds.first, start)):
            for record in self._records(source, low, high):
                if record.key == case_id and (event := self._sealed(record)):
                    return event
        raise NotFound("nothing is sealed for this case")

    def _sealed(self, record: Record) -> ReporterSealed | None:
        try:
            event = self.codec.decode(record)
        except Reject:
            # A tombstone, or not written by intake: the real one may stand behind it.
            return None
        return event if isinstance(event, ReporterSealed) else None

    def _records(self, source: TopicPartition, low: int, high: int) -> Iterator[Record]:
        offset = low
        while offset < high:
            records = self.log.read(source, offset=offset, records_max=READ_RECORDS)
            if not records:
                return
            yield from (record for record in records if record.offset < high)
            offset = records[-1].offset + 1


def _key_away() -> Problem:
    return Problem(
        "key-away",
        "The officers' private key is not at the desk, or cannot be read by it.",
    )
