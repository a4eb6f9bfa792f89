"""The officers' private keys: read at the moment of need, and not kept."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tocsin.errors import Halt
from tocsin.sealed.keys import key_id, load_private_key
from tocsin.sealed.master import PRIVATE_SUFFIX


def officers_private_key(folder: Path, id: str) -> X25519PrivateKey:
    """The private key that opens what was sealed to a key.

    Args:
        folder: files `*.private.pem`, readable by their owner only; it may be there
            only while it is needed.
        id: of the key, as `Sealed.key_id` has it.

    Raises:
        Halt: it is not in the folder, or a key in the folder cannot be read.
    """
    for file in sorted(folder.glob(f"*{PRIVATE_SUFFIX}")):
        key = load_private_key(file)
        if key_id(key.public_key()) == id:
            return key
    raise Halt(f"{folder}: no private key {id[:40]} of the officers in it")
