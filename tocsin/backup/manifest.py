"""What a backup consists of. A backup without its manifest was not finished."""

import os
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
)

from tocsin.errors import Halt
from tocsin.sealed.key_files import write_new

NAME = "manifest.json"
LOG = "log.sqlite"
DATABASE = "intake.sqlite"
FILES = "blobs"
LISTS = "lists"
PLACES = frozenset({LOG, DATABASE, FILES, LISTS})
"""All that a part may be or lie in: nothing of a backup may land elsewhere."""

_FORBID = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Part(BaseModel):
    """A file of a backup, by its path from the backup's folder."""

    model_config = _FORBID

    path: str
    size_bytes: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

    @field_validator("path")
    @classmethod
    def _stays_inside(cls, path: str) -> str:
        parts = PurePosixPath(path).parts
        if not parts or parts[0] not in PLACES or ".." in parts:
            raise ValueError("a part lies in one of the known places")
        return path


class Manifest(BaseModel):
    """All parts of a backup.

    Attributes:
        format: of this file and the folder around it.
        made_at: the instant of which log and database are; UTC.
        tocsin: version of the code that made it.
        master_keys: id of a master key -> how many case keys it wraps. The keys
            themselves are in no backup.
        parts: every file but this one.
    """

    model_config = _FORBID

    format: Literal[1] = 1
    made_at: AwareDatetime
    tocsin: str
    master_keys: dict[str, int]
    parts: tuple[Part, ...]

    @property
    def size_bytes(self) -> int:
        """Of all parts."""
        return sum(part.size_bytes for part in self.parts)


def made(
    *, at: datetime, code: str, master_keys: dict[str, int], parts: list[Part]
) -> Manifest:
    """A manifest of what was copied."""
    return Manifest(
        made_at=at, tocsin=code, master_keys=master_keys, parts=tuple(parts)
    )


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it durably: with this the backup is finished.

    Raises:
        OSError: it cannot be written.
    """
    write_new(folder / NAME, manifest.model_dump_json(indent=1).encode())
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup.

    Raises:
        Halt: there is none, or it is broken or of a later Tocsin.
    """
    path = folder / NAME
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except FileNotFoundError as exc:
        why = f"no {NAME} in it: no backup, or an unfinished one"
        raise Halt(f"{folder}: {why if folder.is_dir() else 'not there'}") from exc
    except (OSError, ValidationError) as exc:
        why = type(exc).__name__
        raise Halt(f"{path}: no manifest that this Tocsin can read ({why})") from exc
