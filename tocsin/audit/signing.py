"""The key that signs the head of the audit log: Ed25519 (RFC 8032)."""

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from tocsin.audit.chain import Head
from tocsin.errors import Halt


@dataclass(frozen=True, slots=True)
class AuditKey:
    """Signs heads, and knows its own signature."""

    private: Ed25519PrivateKey

    def head(self, number: int, digest: str) -> Head:
        """The signed head at a row."""
        statement = Head(number, digest, b"").statement
        return Head(number, digest, self.private.sign(statement))

    def is_signed(self, head: Head) -> bool:
        """Whether a head was signed with this key."""
        try:
            self.private.public_key().verify(head.signature, head.statement)
        except InvalidSignature:
            return False
        return True


def load_audit_key(file: Path) -> AuditKey:
    """Read the key.

    Raises:
        Halt: the file is missing, holds no Ed25519 private key in PEM, or can be read
            by others than its owner.
    """
    try:
        if file.stat().st_mode & 0o077:
            raise Halt(f"{file}: others can read this private key; chmod 600 it")
        key = load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as exc:
        why = type(exc).__name__
        raise Halt(f"{file}: no private key can be read ({why})") from exc
    if not isinstance(key, Ed25519PrivateKey):
        raise Halt(f"{file}: not an Ed25519 private key")
    return AuditKey(key)


def make_audit_key(file: Path) -> None:
    """Make a key where there is none; the first process to come makes it."""
    if file.exists():
        return
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(pem)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        return
    finally:
        draft.unlink()
