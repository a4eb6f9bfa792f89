"""The keys of cases: their table, and the ring that a process opens data with.

Why so, and what it protects: docs/decisions/0016-sealed-by-case.md.
"""

from tocsin.case_keys.ring import KeyRing
from tocsin.case_keys.table import (
    CASE_KEYS,
    CaseKeyTable,
    ErasedKey,
    StoredKey,
    insert_key,
)

__all__ = [
    "CASE_KEYS",
    "CaseKeyTable",
    "ErasedKey",
    "KeyRing",
    "StoredKey",
    "insert_key",
]
