"""Sealing who reported: keys in files, identities as ciphertext."""

from tocsin.sealed.identity import SCHEME, Sealed, open_sealed, seal
from tocsin.sealed.keys import (
    key_id,
    load_private_key,
    load_public_key,
    make_key_files,
)

__all__ = [
    "SCHEME",
    "Sealed",
    "key_id",
    "load_private_key",
    "load_public_key",
    "make_key_files",
    "open_sealed",
    "seal",
]
