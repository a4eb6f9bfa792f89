"""Who reported, as ciphertext that only the officers' private key opens.

HPKE (RFC 9180), base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
"""

import base64
import binascii
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from tocsin.errors import Reject
from tocsin.sealed.keys import key_id

SCHEME = "hpke-x25519-aes256gcm"
PADDED_BYTES = 2048
"""Nearly every identity fits one block, so that the length of the ciphertext tells
neither a short name from a long one nor a name alone from a name with an address."""

_LENGTH_BYTES = 4
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed identity: base64 of the encapsulated key followed by the ciphertext."""

    key_id: str
    ciphertext: str


def seal(identity: bytes, *, case: str, public_key: X25519PublicKey) -> Sealed:
    """Seal an identity to the officers' key, bound to its case.

    Args:
        identity: JSON of the reporter, UTF-8.
        case: the case id; moved to another case, the ciphertext does not open.
        public_key: the officers' key.
    """
    raw = _SUITE.encrypt(_padded(identity), public_key, info=_info(case))
    return Sealed(key_id(public_key), base64.b64encode(raw).decode("ascii"))


def open_sealed(sealed: Sealed, *, case: str, private_key: X25519PrivateKey) -> bytes:
    """The identity that was sealed.

    Raises:
        Reject: `wrong_key` (sealed to another key), `not_sealed` (not base64), or
            `not_authentic` (changed, or of another case).
    """
    if sealed.key_id != key_id(private_key.public_key()):
        raise Reject("wrong_key", f"sealed to key {sealed.key_id[:100]}")
    try:
        raw = base64.b64decode(sealed.ciphertext, validate=True)
    except binascii.Error as exc:
        raise Reject("not_sealed", "the ciphertext is not base64") from exc
    try:
        padded = _SUITE.decrypt(raw, private_key, info=_info(case))
    except (InvalidTag, ValueError) as exc:
        raise Reject("not_authentic", "changed, or sealed for another case") from exc
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    return padded[_LENGTH_BYTES : _LENGTH_BYTES + length]


def _info(case: str) -> bytes:
    return f"tocsin reporter v1 {case}".encode()


def _padded(identity: bytes) -> bytes:
    content = len(identity).to_bytes(_LENGTH_BYTES, "big") + identity
    return content + bytes(-len(content) % PADDED_BYTES)
