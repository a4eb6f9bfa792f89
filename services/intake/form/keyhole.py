"""What the token of a draft opens: its row, and the key to it."""

import hmac
import secrets
from dataclasses import dataclass
from typing import Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TOKEN_BYTES = 32
_NONCE_BYTES = 12


def new_token() -> str:
    """256 random bits, for a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


@dataclass(frozen=True, slots=True)
class Keyhole:
    """The id of a row and the key of its content."""

    id: str
    cipher: AESGCM

    @classmethod
    def of(cls, token: str) -> Self:
        """Derive both; neither gives the token back."""
        raw = token.encode("utf-8", "replace")
        name = hmac.digest(raw, b"tocsin draft id", "sha256").hex()
        return cls(name, AESGCM(hmac.digest(raw, b"tocsin draft key", "sha256")))

    def close(self, content: bytes, *, purpose: str) -> bytes:
        """Encrypt, bound to the draft and to what it is."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self.cipher.encrypt(nonce, content, self._bound(purpose))

    def open(self, sealed: bytes, *, purpose: str) -> bytes:
        """Decrypt what `close` made.

        Raises:
            cryptography.exceptions.InvalidTag: changed, or of another draft.
        """
        nonce, body = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        return self.cipher.decrypt(nonce, body, self._bound(purpose))

    def _bound(self, purpose: str) -> bytes:
        return f"{self.id} {purpose}".encode()
