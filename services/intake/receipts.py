"""Receipt codes: twenty digits with which a reporter can ask after a report.

Why digits, why derived, why hashed later: docs/decisions/0005-receipts.md.
"""

import hashlib
import hmac
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

DIGITS = 20
GROUP_DIGITS = 5
SELECTOR_DIGITS = 6
"""Stored in clear to find the row; the other 14 (46 bits) are stored hashed only."""

SECRET_BYTES_MIN = 32
_NONCE_BYTES = 12

# OWASP ASVS 5.0, 11.4.2: Argon2id with t=2 needs at least 19 MiB. One hash at a time
# runs in the background, so that memory stays at 19 MiB however many reports come.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class ReceiptCodes:
    """Makes and checks receipt codes.

    Args:
        secret: at least 32 random bytes, kept apart from the database.

    Raises:
        ValueError: the secret is too short.
    """

    def __init__(self, secret: bytes) -> None:
        """Make one key for each use of the secret."""
        if len(secret) < SECRET_BYTES_MIN:
            raise ValueError(f"the secret has at least {SECRET_BYTES_MIN} bytes")
        self._code_key = subkey(secret, "receipt code")
        self._print_key = subkey(secret, "payload fingerprint")
        self._waiting = AESGCM(subkey(secret, "waiting receipt"))

    def make(self, sender_key: str) -> str:
        """The code of a sender's key: the same key gives the same code again.

        That is how a repeated request gets its receipt although no code is stored.
        """
        mac = hmac.digest(self._code_key, sender_key.encode(), "sha256")
        return grouped(f"{int.from_bytes(mac, 'big') % 10**DIGITS:0{DIGITS}}")

    def fingerprint(self, payload: bytes) -> str:
        """A keyed hash of a payload, in hex.

        Keyed, because a plain hash would let whoever reads the database try out names
        of reporters.
        """
        return hmac.digest(self._print_key, payload, "sha256").hex()

    def conceal(self, code: str, *, case: str) -> bytes:
        """The code as ciphertext, to wait in until it is hashed."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._waiting.encrypt(nonce, code.encode(), case.encode())

    def reveal(self, concealed: bytes, *, case: str) -> str:
        """The code that was concealed.

        Raises:
            cryptography.exceptions.InvalidTag: changed, or under another secret.
        """
        nonce, body = concealed[:_NONCE_BYTES], concealed[_NONCE_BYTES:]
        return self._waiting.decrypt(nonce, body, case.encode()).decode()


def grouped(digits: str) -> str:
    """Four groups of five: `12345 12345 12345 12345`."""
    starts = range(0, DIGITS, GROUP_DIGITS)
    return " ".join(digits[start : start + GROUP_DIGITS] for start in starts)


def normalize(typed: str) -> str | None:
    """A code as somebody typed it, in groups; None when it cannot be one.

    Spaces, dashes and the digits of any script are fine.
    """
    digits = _digits(typed)
    return grouped(digits) if len(digits) == DIGITS else None


def tells(text: str, typed: str) -> bool:
    """Whether a text tells the code that somebody typed, in whatever groups."""
    code = _digits(typed)
    return len(code) == DIGITS and code in _digits(text)


def _digits(typed: str) -> str:
    """The digits of any script as 0 to 9; nothing else."""
    return "".join(str(unicodedata.decimal(c)) for c in typed if c.isdecimal())


def selector(code: str) -> str:
    """The first six digits, by which the row is found."""
    return code.replace(" ", "")[:SELECTOR_DIGITS]


def harden(code: str) -> str:
    """Argon2id of a code, with its own salt, in PHC form; takes some 20 ms."""
    return _HASHER.hash(code)


def matches(hardened: str, code: str) -> bool:
    """Whether the hash is that code's."""
    try:
        return _HASHER.verify(hardened, code)
    except VerifyMismatchError:
        return False


def subkey(secret: bytes, purpose: str) -> bytes:
    """A key for one use of the secret; it does not give the secret back."""
    return hmac.digest(secret, f"tocsin {purpose}".encode(), hashlib.sha256)
