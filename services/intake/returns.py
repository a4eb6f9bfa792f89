"""From a receipt code back to its case, and the hashing of codes that wait."""

import hmac
import os
import sys
import threading
from typing import Self

from services.intake.ledger import Ledger, StoredReceipt
from services.intake.receipts import (
    ReceiptCodes,
    harden,
    matches,
    normalize,
    selector,
)
from tocsin.errors import DependencyDown

BATCH = 20
"""Receipts hashed between two looks at the stop signal: half a second of work."""

IDLE_S = 5.0
"""How long a code waits concealed at most, when there is nothing else to hash."""


def find_case(ledger: Ledger, codes: ReceiptCodes, typed: str) -> str | None:
    """The case of a receipt code as somebody typed it, or None.

    A code that nobody was given costs the same time as a wrong one.

    Raises:
        DependencyDown: the ledger does not answer.
    """
    code = normalize(typed)
    if code is None:
        return None
    found = None
    rows = ledger.receipts(selector(code))
    for row in rows:
        if _is_code_of(row, codes, code):
            found = row.case_id
    if not rows:
        harden(code)
    return found


def harden_waiting(ledger: Ledger, codes: ReceiptCodes) -> int:
    """Hash up to BATCH codes that wait; how many there were.

    Safe to run twice at once: the same code is hashed twice and one hash is kept.

    Raises:
        DependencyDown: the ledger does not answer.
    """
    waiting = ledger.waiting_receipts(limit=BATCH)
    for row in waiting:
        if row.concealed is not None:
            code = codes.reveal(row.concealed, case=row.case_id)
            ledger.store_hardened(row.case_id, harden(code))
    return len(waiting)


class HardeningThread:
    """Hashes waiting codes in the background, inside `with`, while intake serves.

    What still waits at the end is hashed after the next start.

    Args:
        ledger: where they wait.
        codes: opens them.
    """

    def __init__(self, ledger: Ledger, codes: ReceiptCodes) -> None:
        """Make the thread; it starts with the block."""
        self._ledger = ledger
        self._codes = codes
        self._stopping = threading.Event()
        self._thread = threading.Thread(
            target=self._run, name="receipt hardening", daemon=True
        )

    def __enter__(self) -> Self:
        """Start."""
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        """Stop after the batch at hand."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        _yield_to_others()
        done = self._harden()
        while not self._stopping.wait(0 if done == BATCH else IDLE_S):
            done = self._harden()

    def _harden(self) -> int:
        try:
            return harden_waiting(self._ledger, self._codes)
        except DependencyDown:
            return 0  # /readyz tells; the codes go on waiting


def _is_code_of(row: StoredReceipt, codes: ReceiptCodes, code: str) -> bool:
    if row.concealed is not None:
        waiting = codes.reveal(row.concealed, case=row.case_id)
        harden(code)  # takes as long as the other way
        return hmac.compare_digest(waiting, code)
    return row.hardened is not None and matches(row.hardened, code)


def _yield_to_others() -> None:
    """Take only the processor time that reports leave over (Linux: per thread)."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)
