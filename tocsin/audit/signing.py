"""The key that signs the head of the audit log: Ed25519 (RFC 8032)."""

from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from tocsin.audit.chain import Head
from tocsin.errors import Halt
from tocsin.private import make_private
from tocsin.sealed.key_files import made_once, read_private_key


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
    key = read_private_key(file)
    if not isinstance(key, Ed25519PrivateKey):
        raise Halt(f"{file}: not an Ed25519 private key")
    return AuditKey(key)


def make_audit_key(file: Path) -> None:
    """Make a key where there is none; the first process to come makes it."""
    make_private(file.parent)
    made_once(file, _new_key)


def _new_key() -> bytes:
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
