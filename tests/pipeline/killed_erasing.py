"""`tocsin erase` in a process of its own, killed before one of its steps."""

import multiprocessing
import os
import signal
from collections.abc import Mapping
from pathlib import Path

from services.desk.exports.shelf import Shelf
from services.intake.ledger import Ledger
from tests.pipeline.command_line import CommandLine
from tocsin.audit import Auditor
from tocsin.blobs import FolderBlobs
from tocsin.case_keys import CaseKeyTable
from tocsin.cli import erasing
from tocsin.log.sqlite import SqliteLog
from tocsin.search.tantivy import TantivyIndex
from tocsin.told import ToldStates

STEPS: Mapping[str, tuple[object, str]] = {
    "the list": (erasing, "list_erased"),
    "the audit log": (Auditor, "note"),
    "the keys": (CaseKeyTable, "erase"),
    "the index": (TantivyIndex, "write"),
    "its refresh": (TantivyIndex, "refresh"),
    "the files": (FolderBlobs, "delete_case"),
    "the receipt": (Ledger, "forget"),
    "what is told": (ToldStates, "forget"),
    "who reported": (SqliteLog, "append"),
    "the exports": (Shelf, "clear"),
    "old segments": (TantivyIndex, "expunge"),
    "old pages": (erasing, "truncate"),
}
"""What is done for a case, in order: where the function is, and its name."""

LIMIT_S = 240.0


def killed_before(step: str, data: Path, case: str) -> int:
    """Erase a case and be killed before a step; the exit code."""
    # Forked from a server without threads, that has imported all: milliseconds.
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([__name__])
    process = processes.Process(target=_erase, args=(step, data, case))
    process.start()
    process.join(LIMIT_S)
    assert process.exitcode is not None
    return process.exitcode


def _erase(step: str, data: Path, case: str) -> None:
    where, name = STEPS[step]
    assert hasattr(where, name)
    setattr(where, name, _die)
    CommandLine(data)("erase", case, "--reason", f"killed before {step}", "--yes")


def _die(*_given: object, **_named: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
