"""Files of private keys and secrets: for their owner only, and never half written."""

import os
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tocsin.errors import Halt

OWNER_ONLY = 0o600


def read_private_key(file: Path) -> PrivateKeyTypes:
    """Read a private key of any kind.

    Raises:
        Halt: the file is missing, holds no private key in PEM, or can be read by others
            than its owner.
    """
    try:
        if file.stat().st_mode & 0o077:
            raise Halt(f"{file}: others can read this private key; chmod 600 it")
        return load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as exc:
        why = type(exc).__name__
        raise Halt(f"{file}: no private key can be read ({why})") from exc


def write_new(file: Path, content: bytes, *, mode: int = OWNER_ONLY) -> None:
    """Write a file durably.

    Raises:
        FileExistsError: it is there already, and stays as it is.
    """
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def made_once(file: Path, make: Callable[[], bytes]) -> bytes:
    """The content of a secret file; the first process to come makes it."""
    if not file.exists():
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        draft.unlink(missing_ok=True)  # left by one of that number that was killed
        write_new(draft, make())
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_bytes()
