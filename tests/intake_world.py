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
from tests.vaults import TriedVault, tried_vault
from tocsin.blobs import CaseFiles
from tocsin.log.base import EventLog, TopicPartition
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
    vault: TriedVault
    ledger: Ledger
    codes: ReceiptCodes
    clock: ManualClock
    folder: Path

    @property
    def files(self) -> CaseFiles:
        """What was stored, opened."""
        return self.vault.files

    def events(self, topic: str) -> list[Event]:
        """All events of a topic, opened."""
        events: list[Event] = []
        for partition in range(TOPICS[topic].partitions):
            source = TopicPartition(topic, partition)
            records = self.log.read(source, offset=0, records_max=1000)
            events += map(self.vault.codec.decode, records)
        return events

    def received(self) -> list[AllegationReceived]:
        """The allegations in the log, by partition and offset."""
        events = self.events(RECEIVED.name)
        return [event for event in events if isinstance(event, AllegationReceived)]

    def sealed(self) -> list[ReporterSealed]:
        """The sealed identities in the log."""
        events = self.events(SEALED.name)
        return [event for event in events if isinstance(event, ReporterSealed)]


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
    with (
        SqliteLog(folder / "log.db", clock=clock) as sqlite_log,
        tried_vault(folder, clock) as vault,
        Ledger(vault.url) as ledger,
    ):
        sqlite_log.apply(TOPICS.values())
        codes = ReceiptCodes(SECRET)
        used = log or sqlite_log
        reception = Reception(
            log=used,
            blobs=vault.files.store,
            ledger=ledger,
            officers_key=OFFICERS_KEY.public_key(),
            master_key=vault.public_key,
            codes=codes,
            clock=clock,
            limits=limits or Limits(),
        )
        yield IntakeWorld(reception, used, vault, ledger, codes, clock, folder)
