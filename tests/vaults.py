"""A vault with real keys in a folder, and records sealed with them."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from schemas.events import Event
from schemas.topics import Topic
from tests.builders import START
from tests.manual_clock import ManualClock
from tocsin.blobs import CaseFiles, FolderBlobs
from tocsin.case_keys import CaseKeyTable, KeyRing
from tocsin.clock import Clock
from tocsin.database import upgrade
from tocsin.log import Codec, NewRecord
from tocsin.sealed import (
    CURRENT,
    MasterKeys,
    load_public_key,
    make_master_folder,
    new_data_key,
    wrap,
)
from tocsin.settings import Settings
from tocsin.vault import Vault, open_vault, private_keys
from tocsin.wiring import database_url


@dataclass(frozen=True)
class TriedVault:
    """A vault, and what a test puts into it."""

    vault: Vault
    url: str
    masters: Path
    clock: Clock

    @property
    def codec(self) -> Codec:
        """Opens and seals events."""
        return self.vault.codec

    @property
    def files(self) -> CaseFiles:
        """Opens and seals files."""
        return self.vault.files

    @property
    def table(self) -> CaseKeyTable:
        """The wrapped keys."""
        return self.vault.table

    @property
    def public_key(self) -> X25519PublicKey:
        """What keys are wrapped to."""
        return load_public_key(self.masters / CURRENT)

    def know(self, case_id: str) -> None:
        """Make a key for a case that has none."""
        make_key(self.table, self.public_key, case_id)

    def record(self, event: Event, topic: Topic) -> NewRecord:
        """The record of an event, sealed; its case gets a key if it has none."""
        if topic.is_sealed:
            self.know(event.case_id)
        return self.codec.encode(event, topic)

    def put(self, case_id: str, content: bytes) -> str:
        """Store a file of a case; its SHA-256."""
        self.know(case_id)
        return self.files.put(case_id, BytesIO(content))


def make_key(table: CaseKeyTable, public_key: X25519PublicKey, case_id: str) -> None:
    """A key for a case that has none."""
    if not table.of_case(case_id):
        table.add(wrap(new_data_key(case_id), public_key), START)


@cache
def empty_database() -> bytes:
    """The file of a new database: migrated once, a copy is faster."""
    with tempfile.TemporaryDirectory() as folder:
        upgrade(f"sqlite:///{folder}/empty.sqlite")
        return Path(folder, "empty.sqlite").read_bytes()


@contextmanager
def vault_of(settings: Settings, clock: Clock) -> Iterator[TriedVault]:
    """The vault that processes with these settings open."""
    url = database_url(settings)
    with open_vault(settings, clock) as vault:
        yield TriedVault(vault, url, private_keys(settings), clock)


@contextmanager
def tried_vault(folder: Path, clock: Clock | None = None) -> Iterator[TriedVault]:
    """A vault in a folder; opened again, it holds what it held."""
    used = clock or ManualClock()
    file = folder / "intake.db"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(empty_database())
    masters = folder / "masters"
    make_master_folder(masters)
    url = f"sqlite:///{file}"
    with CaseKeyTable(url) as table:
        keys = KeyRing(table, MasterKeys(masters), used)
        store = FolderBlobs(folder / "blobs")
        vault = Vault(table, Codec(keys), CaseFiles(store, keys))
        yield TriedVault(vault, url, masters, used)
