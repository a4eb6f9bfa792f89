"""The keys of cases and what they open, from settings: for all but intake.

Intake has the public half of the master key only (`master_key`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from tocsin.blobs import CaseFiles
from tocsin.case_keys import CaseKeyTable, KeyRing
from tocsin.clock import Clock
from tocsin.health import Check
from tocsin.log import Codec
from tocsin.sealed import CURRENT, MasterKeys, load_public_key, make_master_folder
from tocsin.settings import BadSettings, Settings
from tocsin.wiring import database_url, open_store


@dataclass(frozen=True, slots=True)
class Vault:
    """What a process opens cases with.

    Attributes:
        table: the wrapped keys.
        codec: opens and seals events.
        files: opens and seals files.
    """

    table: CaseKeyTable
    codec: Codec
    files: CaseFiles

    def checks(self) -> dict[str, Check]:
        """Whether its parts answer, for /readyz."""
        return {"files": self.files.ping, "database": self.table.ping}


@contextmanager
def open_vault(settings: Settings, clock: Clock) -> Iterator[Vault]:
    """The vault, until the end of the `with` block.

    Raises:
        BadSettings: a setting for the private master keys is missing.
        DependencyDown: database or file store cannot be opened.
        Halt: there is no private master key, or it cannot be read.
    """
    masters = MasterKeys(private_keys(settings))
    with CaseKeyTable(database_url(settings)) as table:
        keys = KeyRing(table, masters, clock)
        yield Vault(table, Codec(keys), CaseFiles(open_store(settings), keys))


def master_key(settings: Settings) -> X25519PublicKey:
    """The public key that case keys are wrapped to.

    In development a pair is made in the data folder when none is set.

    Raises:
        BadSettings: it must be set, and is not.
        Halt: the file is missing or holds no public key.
    """
    path = settings.master_key
    if path is None:
        path = _made(settings, "master_key", settings.master_private_keys) / CURRENT
    return load_public_key(path)


def private_keys(settings: Settings) -> Path:
    """The folder of the private master keys.

    Raises:
        BadSettings: it must be set, and is not.
    """
    if settings.master_private_keys is not None:
        return settings.master_private_keys
    return _made(settings, "master_private_keys", settings.master_key)


def _made(settings: Settings, name: str, other: Path | None) -> Path:
    if settings.environment == "production":
        raise BadSettings(f"{name} must be set in production")
    if other is not None:
        raise BadSettings(f"{name} must be set: the other half of the pair is")
    folder = settings.data / "keys" / "master"
    make_master_folder(folder)
    return folder
