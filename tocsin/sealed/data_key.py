"""The key of a case's data: what it seals and opens, in memory.

AES-256-GCM with a random nonce of 96 bits (NIST SP 800-38D, 8.2.2). A case has some
dozens of records and files: far from the 2^32 that one key may seal so.
"""

import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tocsin.errors import Reject

SECRET_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
ID_BYTES = 16
"""Random ids: two intakes that know nothing of each other never choose the same."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """A key that seals data of one case.

    Attributes:
        id: 32 hexadecimal digits; travels in clear with what the key seals.
        case_id: the case.
        secret: 256 bits; never shown.
    """

    id: str
    case_id: str
    secret: bytes = field(repr=False)

    def seal(self, plain: bytes, *, bound: bytes) -> bytes:
        """Nonce and ciphertext.

        Args:
            plain: what to seal.
            bound: what must be the same when it is opened (associated data).
        """
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self.secret).encrypt(nonce, plain, bound)

    def open(self, sealed: bytes, *, bound: bytes) -> bytes:
        """What was sealed.

        Raises:
            Reject: `not_authentic`: changed, cut short, or bound to something else.
        """
        nonce, ciphertext = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        if len(ciphertext) < TAG_BYTES:
            raise Reject("not_authentic", "too short to have been sealed")
        try:
            return AESGCM(self.secret).decrypt(nonce, ciphertext, bound)
        except InvalidTag as exc:
            raise Reject("not_authentic", "changed, or sealed for another place") from (
                exc
            )


def new_data_key(case_id: str) -> DataKey:
    """A random key for a case."""
    return DataKey(
        secrets.token_hex(ID_BYTES), case_id, secrets.token_bytes(SECRET_BYTES)
    )
