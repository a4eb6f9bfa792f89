"""An empty embedded installation in a folder: log, index and vault."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from schemas.topics import TOPICS
from tests.manual_clock import ManualClock
from tests.vaults import TriedVault, tried_vault
from tocsin.log.sqlite import SqliteLog
from tocsin.search.tantivy import TantivyIndex

Log = TypeVar("Log", bound=SqliteLog)


@contextmanager
def stores(
    folder: Path, clock: ManualClock, log_type: type[Log]
) -> Iterator[tuple[Log, TantivyIndex, TriedVault]]:
    """Topics and index are there, and nothing in them."""
    with (
        log_type(folder / "log.sqlite", clock=clock) as log,
        TantivyIndex(folder / "index") as index,
        tried_vault(folder, clock) as vault,
    ):
        log.apply(TOPICS.values())
        index.apply()
        yield log, index, vault
