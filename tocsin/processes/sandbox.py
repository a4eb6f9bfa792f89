"""What shuts a child in that opens what strangers have sent.

Two parts, which need no rights and work in a container with the usual profile of
Docker: a filter of system calls (`seccomp`), and a rule of files (`landlock`). A kernel
may lack either; then the other one holds, and `kernel_refuses` says which is missing.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from tocsin.processes.landlock import only_read
from tocsin.processes.seccomp import only_compute

SYSTEM_CALLS = "filter of system calls"
FILES = "rule of files"
PARTS = (SYSTEM_CALLS, FILES)

_PROJECT = Path(__file__).parents[2]


def readable() -> tuple[Path, ...]:
    """What a child may read: Python, the program and its libraries. No data, no key.

    Models and modules may be loaded after the child was shut in.
    """
    return (
        *(_PROJECT / package for package in ("schemas", "services", "tocsin")),
        *(Path(prefix) for prefix in (sys.prefix, sys.base_prefix, sys.exec_prefix)),
        *(Path("/") / name for name in ("usr", "lib", "lib64", "etc/ld.so.cache")),
        *(Path("/dev") / name for name in ("null", "urandom")),
        Path("/etc/localtime"),
    )


def confine(also: Iterable[Path] = ()) -> tuple[str, ...]:
    """Shut the calling process in, for good; the parts that the kernel refuses.

    Args:
        also: what it may read beside Python and the program.
    """
    held = {FILES: only_read((*readable(), *also)), SYSTEM_CALLS: only_compute()}
    return tuple(part for part in PARTS if not held[part])


def kernel_refuses() -> tuple[str, ...]:
    """The parts that the kernel refuses, found by a process that is shut in and ends.

    Takes some hundredths of a second. The caller must have one thread: it is forked.
    """
    if not sys.platform.startswith("linux"):
        return PARTS
    process_id = os.fork()
    if not process_id:
        refused: tuple[str, ...] = PARTS
        try:
            refused = confine()
        finally:
            os._exit(sum(1 << PARTS.index(part) for part in refused))
    code = os.waitstatus_to_exitcode(os.waitpid(process_id, 0)[1])
    # A negative code is a signal: it did not get through.
    return tuple(part for n, part in enumerate(PARTS) if code < 0 or code & 1 << n)
