"""What runs in a child process. Imports nothing heavy before the limits are set."""

import gc
import os
import signal
from collections.abc import Callable, Sequence
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any

from tocsin.processes.limits import Limits, die_with_parent

Work = Callable[[Sequence[Any]], Sequence[Any]]


def main(
    pipe: Connection, factory: str, arguments: tuple[Any, ...], limits: Limits
) -> None:
    """Answer chunks until the pipe closes.

    Args:
        pipe: chunks in; ("done", results) or ("raised", exception name) out.
        factory: module:function that makes the work function.
        arguments: of the factory.
        limits: applied after the work function is made, so that loading may take more.
    """
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # One thread a process: the pool has a process for each core already.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    module, _, name = factory.partition(":")
    work: Work = getattr(import_module(module), name)(*arguments)
    # What is loaded now stays: a collection that looks through it finds nothing, and
    # takes a fifth of the time of reading texts.
    gc.collect()
    gc.freeze()
    limits.apply()
    pipe.send(("ready", None))
    while True:
        try:
            chunk = pipe.recv()
        except EOFError:
            return
        pipe.send(_answer(work, chunk))


def _answer(work: Work, chunk: Sequence[Any]) -> tuple[str, Any]:
    try:
        return "done", list(work(chunk))
    # The outermost loop of this process: the parent isolates what made it raise. The
    # exception's words may quote the text, so only its name leaves.
    except Exception as exc:  # noqa: BLE001
        return "raised", type(exc).__name__
