"""Sealing: who reported to the officers, what was reported under the case's key."""

from tocsin.sealed.data_key import DataKey, new_data_key
from tocsin.sealed.identity import SCHEME, Sealed, open_sealed, seal
from tocsin.sealed.keys import (
    key_id,
    load_private_key,
    load_public_key,
    make_key_files,
)
from tocsin.sealed.master import (
    CURRENT,
    PRIVATE_SUFFIX,
    MasterKeys,
    add_master_key,
    make_master_folder,
)
from tocsin.sealed.wrapping import WrappedKey, unwrap, wrap

__all__ = [
    "CURRENT",
    "PRIVATE_SUFFIX",
    "SCHEME",
    "DataKey",
    "MasterKeys",
    "Sealed",
    "WrappedKey",
    "add_master_key",
    "key_id",
    "load_private_key",
    "load_public_key",
    "make_key_files",
    "make_master_folder",
    "new_data_key",
    "open_sealed",
    "seal",
    "unwrap",
    "wrap",
]
