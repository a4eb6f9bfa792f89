"""What a child that was taken over would try, and what stops it."""

import ctypes
import fcntl
import os
import resource
import socket
import subprocess
import termios
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from tocsin.processes import sandbox, seccomp

NOTHING = "nothing"
REFUSED = "refused"
_ANY_CALL_NUMBERS = {"ptrace": (101, 117), "io_uring_setup": (425, 425)}
_PTRACE_ATTACH = 16
_PR_SET_PDEATHSIG = 1


def attempting(folder: str) -> Callable[[Sequence[str]], list[str]]:
    """Does what it is asked to in a folder; what stopped it."""
    place = Path(folder)
    deeds: dict[str, Callable[[], object]] = {
        "call by TCP": lambda: socket.create_connection(("127.0.0.1", 9)),
        "call by UDP": lambda: socket.socket(type=socket.SOCK_DGRAM),
        "call by a Unix socket": lambda: socket.socket(socket.AF_UNIX),
        "make a pair of sockets": socket.socketpair,
        "write a file": lambda: (place / "new").write_text("x"),
        "add to a file": lambda: (place / "there").open("a"),
        "empty a file": lambda: os.truncate(place / "there", 0),
        "remove a file": (place / "there").unlink,
        "move a file": lambda: (place / "there").rename(place / "away"),
        "change who may read": lambda: (place / "there").chmod(0o777),
        "make a folder": (place / "folder").mkdir,
        "make a file in memory": lambda: os.memfd_create("x"),
        "read a key": (place / "there").read_bytes,
        "list a folder": lambda: next(place.iterdir()),
        "read the environment": Path("/proc/self/environ").read_bytes,
        "read its parent": Path(f"/proc/{os.getppid()}/environ").read_bytes,
        "fork": os.fork,
        "run a program": lambda: os.execv("/bin/true", ["true"]),  # noqa: S606 - it must not be able to
        "start a program": lambda: subprocess.run(["/bin/true"], check=True),
        "trace its parent": lambda: _call("ptrace", _PTRACE_ATTACH, os.getppid(), 0, 0),
        "signal its parent": lambda: os.kill(os.getppid(), 0),
        "set up io_uring": lambda: _call("io_uring_setup", 8, 0),
        "type into a terminal": lambda: fcntl.ioctl(0, termios.TIOCSTI, b"x"),
        "loosen a limit": lambda: resource.setrlimit(resource.RLIMIT_CPU, (9, 9)),
        "outlive its parent": lambda: _checked(_libc().prctl(_PR_SET_PDEATHSIG, 0)),
        "become somebody else": lambda: os.setuid(65534),
        "start a thread": _thread,
        "import a module": lambda: __import__("colorsys"),
    }
    return lambda names: [_outcome(deeds[name]) for name in names]


def attempting_without_libseccomp(folder: str) -> Callable[[Sequence[str]], list[str]]:
    """The same on a machine that has no such library."""
    seccomp.LIBRARY = "libseccomp-is-not-here.so"
    return attempting(folder)


def confining_again() -> Callable[[Sequence[int]], list[list[str]]]:
    """Tries to shut itself in once more: a process that is, may not."""
    return lambda items: [list(sandbox.confine()) for _ in items]


def asking_the_kernel() -> Callable[[Sequence[int]], list[list[str]]]:
    """What it refuses of the sandbox. In a child: whoever asks must have one thread."""
    return lambda items: [list(sandbox.kernel_refuses()) for _ in items]


def spinning() -> Callable[[Sequence[int]], list[int]]:
    """Uses the processor, and never ends."""

    def spin(items: Sequence[int]) -> list[int]:
        turns = len(items)
        while turns:
            turns += 1
        return []

    return spin


def _outcome(deed: Callable[[], object]) -> str:
    try:
        deed()
    except PermissionError:
        return REFUSED
    except ValueError:
        # What Python makes of a limit that it may not set.
        return REFUSED
    return NOTHING


def _call(name: str, *arguments: int) -> None:
    """A system call that Python has no function for, on x86-64 or ARM."""
    is_arm = os.uname().machine == "aarch64"
    number = _ANY_CALL_NUMBERS[name][is_arm]
    _checked(_libc().syscall(number, *arguments))


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(answer: int) -> None:
    if answer < 0:
        raise OSError(ctypes.get_errno(), "refused")


def _thread() -> None:
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
