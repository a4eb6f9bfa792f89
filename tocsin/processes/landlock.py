"""Which files a process may open, by Landlock (Linux 5.13 and later).

The structures and numbers are those of linux/landlock.h; the kernel tells by its ABI
which of the rights it knows: https://docs.kernel.org/userspace-api/landlock.html.
"""

import ctypes
import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

# The same on every architecture that Python 3.11 is built for.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION = 1
_PATH_BENEATH = 1
_PR_SET_NO_NEW_PRIVS = 38

_EXECUTE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 2, 1 << 3
_FILES_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""All rights over files that an ABI knows: what is not allowed again is forbidden."""

_NET = (4, 0b11)
"""From that ABI on: to bind and to connect by TCP."""

_SCOPE = (6, 0b11)
"""From that ABI on: sockets without a file, and signals, of processes outside."""


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("net", ctypes.c_uint64),
        ("scope", ctypes.c_uint64),
    )


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def only_read(paths: Iterable[Path]) -> bool:
    """Let this process read what is at and below these paths, and open nothing else.

    What is open already stays so. Nothing is executed, written, made or removed; where
    the kernel knows how, nobody is called by TCP and nobody outside sent a signal.

    Returns:
        False where the kernel does not do it; nothing is changed then.
    """
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    abi = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION)
    if abi < 1:
        return False
    rules = _Ruleset(
        files=_FILES_BY_ABI[max(known for known in _FILES_BY_ABI if known <= abi)],
        net=_NET[1] if abi >= _NET[0] else 0,
        scope=_SCOPE[1] if abi >= _SCOPE[0] else 0,
    )
    size = ctypes.c_size_t(ctypes.sizeof(rules))
    ruleset = libc.syscall(_CREATE_RULESET, ctypes.byref(rules), size, 0)
    if ruleset < 0:
        return False
    try:
        for path in paths:
            _allow(libc, ruleset, path)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        return bool(libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path) -> None:
    """Let what is below a path be read; one that is not there is let be."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        is_folder = stat.S_ISDIR(os.fstat(place).st_mode)
        rights = _READ_FILE | (_READ_DIR if is_folder else 0)
        rule = _Beneath(allowed=rights, parent=place)
        libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(place)
