"""Secrets that are handed out once, and what is kept to know them again."""

import hashlib
import secrets

TOKEN_BYTES = 32
"""256 random bits: ASVS 5.0, 7.2.3 asks for 128 at least."""

TOKEN_CHARS_MAX = 100
"""A token has 43, and a key some more; anything longer was never given out."""

_ID_BYTES = 16


def new_token() -> str:
    """A secret for a session, a link or a key; it fits into an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """What is stored of a token: SHA-256 in hex.

    Not slow on purpose: nobody can try out 256 random bits.
    """
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def new_id() -> str:
    """An id that may be seen: 128 random bits in hex."""
    return secrets.token_hex(_ID_BYTES)
