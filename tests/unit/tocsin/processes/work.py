"""Work functions for children of the pool's tests."""

import os
import signal
import struct
from collections.abc import Callable, Sequence
from pathlib import Path


def doubling() -> Callable[[Sequence[int]], list[int]]:
    return lambda numbers: [2 * number for number in numbers]


def process_ids() -> Callable[[Sequence[int]], list[int]]:
    return lambda numbers: [os.getpid() for _ in numbers]


def makers() -> Callable[[Sequence[int]], list[int]]:
    maker = os.getpid()
    return lambda numbers: [maker for _ in numbers]


def killing_parents() -> Callable[[Sequence[int]], list[int]]:
    return lambda signals: [_send_parent(each) for each in signals]


def dangerous() -> Callable[[Sequence[str]], list[str]]:
    return lambda items: [_survive(item) for item in items]


def greedy() -> Callable[[Sequence[int]], list[int]]:
    return lambda sizes: [len(bytearray(size)) for size in sizes]


def writing(folder: str) -> Callable[[Sequence[str]], list[int]]:
    return lambda names: [(Path(folder) / name).write_bytes(b"x") for name in names]


def broken() -> Callable[[Sequence[int]], list[int]]:
    raise RuntimeError("cannot load")


def never_ready() -> Callable[[Sequence[int]], list[int]]:
    signal.pause()
    raise AssertionError


def stalling() -> Callable[[Sequence[str]], list[str]]:
    return lambda items: [_stall(item) for item in items]


def _stall(item: str) -> str:
    """Announce an answer of a thousand bytes in the parent's pipe, and send none."""
    if item == "stall":
        for opened in Path("/proc/self/fd").iterdir():
            if opened.is_socket():
                os.write(int(opened.name), struct.pack("!i", 1000))
        signal.pause()
    return item.upper()


def _survive(item: str) -> str:
    if item == "segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
    if item == "hang":
        signal.pause()
    if item == "raise":
        raise ValueError("secret words")
    return item.upper()


def _send_parent(signal_number: int) -> int:
    os.kill(os.getppid(), signal_number)
    if signal_number:
        signal.pause()
    return signal_number


def names_of_the_environment() -> Callable[[Sequence[int]], list[list[str]]]:
    return lambda items: [sorted(os.environ) for _ in items]
