"""Wrapping all case keys to another master key, while everybody goes on working."""

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from tocsin.case_keys.table import CaseKeyTable
from tocsin.sealed import MasterKeys, key_id, wrap

BATCH = 500
"""A seventh of a second of work in one transaction: nobody waits for it for long."""


def rewrap(
    table: CaseKeyTable,
    masters: MasterKeys,
    public_key: X25519PublicKey,
    told: Callable[[int], object],
) -> int:
    """Wrap all keys that others wrap to a master key; how many there were.

    Batch by batch: broken off and begun again, it goes on with what is left. The old
    master keys are needed until the end.

    Args:
        table: of the keys.
        masters: unwrap what the old ones wrapped.
        public_key: of the new master key.
        told: called with the size of each batch when it is done.

    Raises:
        DependencyDown: the database does not answer; what is done is done.
        Halt: a key cannot be unwrapped.
    """
    count = 0
    new = key_id(public_key)
    while keys := table.wrapped_by_others(new, limit=BATCH):
        table.rewrap([wrap(masters.unwrap(key), public_key) for key in keys])
        count += len(keys)
        told(len(keys))
    return count
