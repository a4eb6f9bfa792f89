"""From settings to reveals."""

from collections.abc import Iterator
from contextlib import contextmanager

from services.desk.reveals.book import Book
from services.desk.reveals.sealed_reporters import SealedReporters
from services.desk.reveals.service import Reveals
from services.desk.sources import Sources
from tocsin.database import closing_engine
from tocsin.log import EventLog
from tocsin.settings import Settings
from tocsin.vault import Vault
from tocsin.wiring import database_url, officers_private_keys


@contextmanager
def open_reveals(
    settings: Settings, log: EventLog, sources: Sources, vault: Vault
) -> Iterator[Reveals]:
    """The reveals of a desk until the end of the block.

    Raises:
        DependencyDown: the database cannot be opened.
    """
    keys = officers_private_keys(settings)
    with closing_engine(database_url(settings)) as engine:
        yield Reveals(
            book=Book(engine, sources.auditor, sources.clock),
            reporters=SealedReporters(log, vault.codec, keys),
            case_keys=vault.table,
            index=sources.index,
            clock=sources.clock,
        )
