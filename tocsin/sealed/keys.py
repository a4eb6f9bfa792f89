"""Key pairs of the officers who may read who reported.

Intake holds the public key only: whoever breaks into it can read no earlier identity.
The private key belongs on another machine, or in a drawer.
"""

import hashlib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_public_key,
)

from tocsin.errors import Halt
from tocsin.sealed.key_files import read_private_key, write_new

KEY_ID_CHARS = 16
"""64 bits of SHA-256: names a key, proves nothing."""


def key_id(public_key: X25519PublicKey) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the raw public key."""
    return hashlib.sha256(public_key.public_bytes_raw()).hexdigest()[:KEY_ID_CHARS]


def make_key_files(*, private_file: Path, public_file: Path) -> str:
    """Write a new key pair as PEM, the private one for its owner only; its key id.

    Raises:
        FileExistsError: one of the files is there: a key is never overwritten, because
            everything sealed to it would be lost.
    """
    key = X25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )
    if public_file.exists():
        raise FileExistsError(f"{public_file} is there already")
    write_new(private_file, private)
    write_new(public_file, public, mode=0o644)
    return key_id(key.public_key())


def load_public_key(file: Path) -> X25519PublicKey:
    """Read a public key.

    Raises:
        Halt: the file is missing or holds no X25519 public key in PEM.
    """
    try:
        key = load_pem_public_key(file.read_bytes())
    except (OSError, ValueError) as exc:
        raise Halt(f"{file}: no public key can be read ({type(exc).__name__})") from exc
    if not isinstance(key, X25519PublicKey):
        raise Halt(f"{file}: not an X25519 public key")
    return key


def load_private_key(file: Path) -> X25519PrivateKey:
    """Read a private key.

    Raises:
        Halt: the file is missing, holds no X25519 private key in PEM, or can be read by
            others than its owner.
    """
    key = read_private_key(file)
    if not isinstance(key, X25519PrivateKey):
        raise Halt(f"{file}: not an X25519 private key")
    return key
