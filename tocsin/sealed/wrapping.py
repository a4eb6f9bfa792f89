"""Data keys wrapped to a master key: who has its public half wraps, and cannot unwrap.

HPKE (RFC 9180), base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
"""

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from tocsin.errors import Halt
from tocsin.sealed.data_key import DataKey
from tocsin.sealed.keys import key_id

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A data key as it is stored.

    Attributes:
        id: of the data key.
        case_id: the case; bound in: moved to another case, it does not unwrap.
        wrapped: encapsulated key and ciphertext, 80 bytes.
        master_id: the master key that unwraps it (`key_id`).
    """

    id: str
    case_id: str
    wrapped: bytes
    master_id: str


def wrap(key: DataKey, public_key: X25519PublicKey) -> WrappedKey:
    """Wrap a data key to a master key."""
    raw = _SUITE.encrypt(key.secret, public_key, info=_info(key.id, key.case_id))
    return WrappedKey(key.id, key.case_id, raw, key_id(public_key))


def unwrap(wrapped: WrappedKey, private_key: X25519PrivateKey) -> DataKey:
    """The data key.

    Raises:
        Halt: the row was changed, or belongs to another master key: the database or
            the key file is not what it should be.
    """
    info = _info(wrapped.id, wrapped.case_id)
    try:
        secret = _SUITE.decrypt(wrapped.wrapped, private_key, info=info)
    except (InvalidTag, ValueError) as exc:
        raise Halt(f"data key {wrapped.id} does not unwrap: it was changed") from exc
    return DataKey(wrapped.id, wrapped.case_id, secret)


def _info(id: str, case_id: str) -> bytes:
    return f"tocsin case key v1 {case_id} {id}".encode()
