"""What the kernel lets a child process have."""

import ctypes
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

if sys.platform != "win32":
    import resource

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one child process; None leaves it as it is.

    Attributes:
        memory_bytes: address space (RLIMIT_AS).
        file_bytes: largest file it may write (RLIMIT_FSIZE); 0 forbids writing.
        open_files: file descriptors (RLIMIT_NOFILE).
        cpu_s: processor time of its whole life (RLIMIT_CPU).
        confined: it computes, reads the files of the program, and answers; all else is
            forbidden as far as the kernel can (see `tocsin.processes.sandbox`).
        readable: folders whose files it may read too; they must be there by then.
    """

    memory_bytes: int | None = None
    file_bytes: int | None = None
    open_files: int | None = None
    cpu_s: int | None = None
    confined: bool = False
    readable: tuple[Path, ...] = ()

    def apply(self) -> None:
        """Bind the calling process; it cannot loosen them again.

        To be confined is not among them: that comes last.
        """
        limits = (
            (resource.RLIMIT_AS, self.memory_bytes),
            (resource.RLIMIT_FSIZE, self.file_bytes),
            (resource.RLIMIT_NOFILE, self.open_files),
            (resource.RLIMIT_CPU, self.cpu_s),
        )
        for kind, value in limits:
            if value is not None:
                resource.setrlimit(kind, (value, value))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent's thread ends.

    A child that hangs in C code cannot notice that its parent was killed. Linux only;
    elsewhere the child ends when its pipe closes.
    """
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
