"""An intake with real stores in a folder, and what is then in its log."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from schemas.events import AllegationReceived, Event, ReporterSealed
from schemas.submission import Submission
from schemas.topics import RECEIVED, SEALED, TOPICS
from services.intake.ledger import Ledger
from services.intake.limits import Limits
from services.intake.receipts import ReceiptCodes
from services.intake.reception import Reception
from tests.manual_clock import ManualClock
from tocsin.blobs import FolderBlobs
from tocsin.database import upgrade
from tocsin.log.base import EventLog, TopicPartition
from tocsin.log.codec import decode
from tocsin.log.sqlite import SqliteLog

SECRET = b"a secret of thirty-two bytes....."
OFFICERS_KEY = X25519PrivateKey.from_private_bytes(bytes(range(32)))
NARRATIVE = (
    "At Veltrano Textile in Gaziantep the manager keeps our passports. "
    "We were not paid for three months."
)


@dataclass(frozen=True)
class IntakeWorld:
    """A reception and all that it writes to."""

    reception: Reception
    log: EventLog
    blobs: FolderBlobs
    ledger: Ledger
    codes: ReceiptCodes
    clock: ManualClock
    folder: Path

    def received(self) -> list[AllegationReceived]:
        """The allegations in the log, by partition and offset."""
        events = events_of(self.log, RECEIVED.name)
        return [event for event in events if isinstance(event, AllegationReceived)]

    def sealed(self) -> list[ReporterSealed]:
        """The sealed identities in the log."""
        events = events_of(self.log, SEALED.name)
        return [event for event in events if isinstance(event, ReporterSealed)]


def events_of(log: EventLog, topic: str) -> list[Event]:
    """All events of a topic."""
    events: list[Event] = []
    for partition in range(TOPICS[topic].partitions):
        source = TopicPartition(topic, partition)
        events += map(decode, log.read(source, offset=0, records_max=1000))
    return events


def submission(**fields: Any) -> Submission:
    """A report with a narrative and what else a test needs."""
    return Submission.model_validate({"narrative": NARRATIVE, **fields})


@contextmanager
def intake_world(
    folder: Path, *, log: EventLog | None = None, limits: Limits | None = None
) -> Iterator[IntakeWorld]:
    """Open all stores in a folder; opened again, they hold what they held."""
    folder.mkdir(exist_ok=True)
    clock = ManualClock()
    url = f"sqlite:///{folder}/intake.db"
    upgrade(url)
    with (
        SqliteLog(folder / "log.db", clock=clock) as sqlite_log,
        Ledger(url) as ledger,
    ):
        sqlite_log.apply(TOPICS.values())
        blobs, codes = FolderBlobs(folder / "blobs"), ReceiptCodes(SECRET)
        used = log or sqlite_log
        reception = Reception(
            log=used,
            blobs=blobs,
            ledger=ledger,
            officers_key=OFFICERS_KEY.public_key(),
            codes=codes,
            clock=clock,
            limits=limits or Limits(),
        )
        yield IntakeWorld(reception, used, blobs, ledger, codes, clock, folder)
