"""Codes that open a saved draft again: twenty digits, of which no hash is stored.

How a code becomes a key, and what a thief would need:
docs/decisions/0017-saved-drafts.md.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from services.intake.receipts import DIGITS, grouped, selector, subkey

KEY_BYTES = 32
_SALT_BYTES = 16
_NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Lock:
    """What is stored of a code.

    Attributes:
        draft_id: row of the draft.
        selector: the first six digits of the code, to find this row by.
        salt: of this code alone.
        locked: the token of the draft, encrypted under the code.
    """

    draft_id: str
    selector: str
    salt: bytes
    locked: bytes


class ReturnCodes:
    """Makes codes, locks drafts with them and opens them.

    Args:
        secret: that of the receipts, kept apart from the database: a copy of the
            database alone is nothing to try codes on.
    """

    def __init__(self, secret: bytes) -> None:
        """Take a key of its own from the secret."""
        self._pepper = subkey(secret, "return code")

    def make(self) -> str:
        """A new code in four groups."""
        return grouped(f"{secrets.randbelow(10**DIGITS):0{DIGITS}}")

    def lock(self, code: str, token: str, *, draft_id: str) -> Lock:
        """Encrypt the token of a draft under a code; takes 20 to 40 ms."""
        salt, nonce = (
            secrets.token_bytes(_SALT_BYTES),
            secrets.token_bytes(_NONCE_BYTES),
        )
        body = self._cipher(code, salt).encrypt(
            nonce, token.encode(), draft_id.encode()
        )
        return Lock(draft_id, selector(code), salt, nonce + body)

    def unlock(self, code: str, locks: Iterable[Lock]) -> str | None:
        """The token behind the lock that the code opens, or None.

        A code without any lock costs as much time as a wrong one.
        """
        found, tried = None, False
        for lock in locks:
            tried = True
            found = self._unlock(code, lock) or found
        if not tried:
            self._cipher(code, bytes(_SALT_BYTES))
        return found

    def _unlock(self, code: str, lock: Lock) -> str | None:
        nonce, body = lock.locked[:_NONCE_BYTES], lock.locked[_NONCE_BYTES:]
        bound = lock.draft_id.encode()
        try:
            return self._cipher(code, lock.salt).decrypt(nonce, body, bound).decode()
        except InvalidTag:
            return None

    def _cipher(self, code: str, salt: bytes) -> AESGCM:
        # Slow as for receipts (OWASP ASVS 5.0, 11.4.2), then mixed with the secret.
        slow = hash_secret_raw(
            code.encode(),
            salt,
            time_cost=2,
            memory_cost=19 * 1024,
            parallelism=1,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )
        mixed = HKDF(SHA256(), KEY_BYTES, salt=self._pepper, info=b"saved draft")
        return AESGCM(mixed.derive(slow))
