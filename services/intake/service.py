"""Intake, put together from settings. It writes, and reads no case."""

from collections.abc import Iterator
from contextlib import contextmanager

from services.intake.ledger import Ledger
from services.intake.limits import Limits
from services.intake.receipts import ReceiptCodes
from services.intake.reception import Reception
from tocsin.clock import Clock
from tocsin.log import EventLog
from tocsin.settings import Settings
from tocsin.vault import master_key
from tocsin.wiring import database_url, officers_key, open_store, receipt_secret


@contextmanager
def open_reception(
    settings: Settings, log: EventLog, clock: Clock
) -> Iterator[Reception]:
    """The way into the log, until the end of the `with` block.

    Raises:
        DependencyDown: files or database cannot be opened.
        BadSettings: a secret is missing.
    """
    with Ledger(database_url(settings)) as ledger:
        yield Reception(
            log=log,
            blobs=open_store(settings),
            ledger=ledger,
            officers_key=officers_key(settings),
            master_key=master_key(settings),
            codes=ReceiptCodes(receipt_secret(settings)),
            clock=clock,
            limits=Limits(),
        )
