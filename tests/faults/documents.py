"""What a real index holds after the outputs of a history, with all their repeats."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from schemas.topics import ENRICHED, RECEIVED
from services.index.handler import IndexHandler
from tests.builders import START, enriched, received
from tests.vaults import TriedVault, tried_vault
from tocsin.delivery import Delivery
from tocsin.ids import case_id
from tocsin.log.base import NewRecord, Record
from tocsin.search.base import SearchIndex
from tocsin.search.tantivy import TantivyIndex

BATCH = 100


@dataclass
class Documents:
    """An index, and records that come to it as often as a worker wrote them."""

    index: SearchIndex
    vault: TriedVault
    histories: int = 0

    def duplicates(self, outputs: Sequence[bytes | None]) -> int:
        """Documents that are too many after these outputs, each a case of its own."""
        self.histories += 1
        cases = {out: case_id(f"{self.histories}-{out!r}") for out in outputs}
        before = self.index.count()
        records = [
            *(self._received(case, n) for n, case in enumerate(cases.values())),
            *(self._enriched(cases[out], n) for n, out in enumerate(outputs)),
        ]
        handler = IndexHandler(self.index, self.vault.files, self.vault.codec)
        for start in range(0, len(records), BATCH):
            batch = records[start : start + BATCH]
            handler.handle([Delivery(record, 1) for record in batch])
        self.index.refresh()
        return self.index.count() - before - len(cases)

    def _received(self, case: str, offset: int) -> Record:
        event = received(id=f"received-{case}", case=case)
        return _read(self.vault.record(event, RECEIVED), offset)

    def _enriched(self, case: str, offset: int) -> Record:
        event = enriched(of=f"received-{case}", case=case)
        return _read(self.vault.record(event, ENRICHED), offset)


@contextmanager
def open_documents(folder: Path) -> Iterator[Documents]:
    """An empty index in a folder."""
    with TantivyIndex(folder / "index") as index, tried_vault(folder) as vault:
        index.apply()
        yield Documents(index, vault)


def _read(new: NewRecord, offset: int) -> Record:
    return Record(new.topic, 0, offset, new.key, new.value, new.headers, START)
