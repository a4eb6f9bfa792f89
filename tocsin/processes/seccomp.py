"""Which system calls a process may make, by a seccomp filter that libseccomp writes.

libseccomp knows the numbers of the calls on each architecture; Debian, Ubuntu and
Fedora have it as a part of their base. A call that is not named here answers EPERM:
what a later kernel brings is forbidden until somebody has thought of it.
"""

import ctypes
import errno
import os
import sys
from dataclasses import dataclass

LIBRARY = "libseccomp.so.2"
_ALLOW = 0x7FFF0000
_ERRNO = 0x00050000
_EQUAL, _MASKED_EQUAL = 4, 7
_CLONE_THREAD = 0x00010000
_TERMINAL_SIZE_OR_MODE = (0x5401, 0x5413)
_CLOSE_ON_EXEC = (0x5450, 0x5451)
_UNREAD_BYTES = 0x541B
_SET_NAME, _GET_NAME, _NAME_MEMORY = 15, 16, 0x53564D41
_WRITES = os.O_ACCMODE | os.O_CREAT | os.O_TRUNC | os.O_APPEND

_ALLOWED = (
    # What is open: the pipe to the parent, and files that were opened to read.
    "read readv pread64 preadv write writev close close_range dup dup2 dup3 lseek"
    " fcntl poll ppoll select pselect6 fadvise64"
    # Files, as far as Landlock lets them be seen.
    " stat lstat fstat newfstatat statx access faccessat faccessat2 readlink readlinkat"
    " getdents64 getcwd statfs fstatfs"
    # Memory and time.
    " brk mmap munmap mremap mprotect madvise membarrier clock_gettime clock_getres"
    " clock_nanosleep nanosleep gettimeofday time restart_syscall"
    # Threads and signals of its own.
    " futex set_robust_list get_robust_list rseq set_tid_address sched_yield"
    " sched_getaffinity sched_getparam sched_getscheduler rt_sigaction rt_sigprocmask"
    " rt_sigreturn rt_sigsuspend pause sigaltstack exit exit_group"
    # Who and where it is.
    " getpid getppid gettid getuid geteuid getgid getegid getpgrp getpgid getsid uname"
    " sysinfo getrandom getrusage getrlimit times getcpu"
)
"""No socket, no program, no process, no way to write, to trace, to mount, to signal
others, or to load into the kernel."""


class _Compared(ctypes.Structure):
    """An argument of a call, and what it must be: scmp_arg_cmp of seccomp.h."""

    _fields_ = (
        ("number", ctypes.c_uint),
        ("how", ctypes.c_int),
        ("mask_or_value", ctypes.c_uint64),
        ("value", ctypes.c_uint64),
    )


@dataclass(frozen=True, slots=True)
class _Rule:
    """A call that is allowed where one of its arguments is right."""

    call: str
    argument: int
    value: int
    mask: int | None = None

    def compared(self) -> _Compared:
        if self.mask is None:
            return _Compared(self.argument, _EQUAL, self.value, 0)
        return _Compared(self.argument, _MASKED_EQUAL, self.mask, self.value)


def _rules() -> tuple[_Rule, ...]:
    asked = (*_TERMINAL_SIZE_OR_MODE, *_CLOSE_ON_EXEC, _UNREAD_BYTES)
    return (
        _Rule("open", 1, os.O_RDONLY, _WRITES),
        _Rule("openat", 2, os.O_RDONLY, _WRITES),
        # Threads of itself; a process of its own would not have the flag.
        _Rule("clone", 0, _CLONE_THREAD, _CLONE_THREAD),
        # To end itself, as abort() does.
        _Rule("kill", 0, os.getpid()),
        _Rule("tgkill", 0, os.getpid()),
        # To read its limits, not to set them: the new ones are NULL.
        _Rule("prlimit64", 2, 0),
        *(_Rule("ioctl", 1, one) for one in asked),
        *(_Rule("prctl", 0, one) for one in (_SET_NAME, _GET_NAME, _NAME_MEMORY)),
    )


def only_compute() -> bool:
    """Forbid this process, for good, all system calls but those it computes with.

    Returns:
        False where the kernel, or the libraries of the machine, do not do it.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        library = ctypes.CDLL(LIBRARY)
    except OSError:
        return False
    library.seccomp_init.restype = ctypes.c_void_p
    made = library.seccomp_init(_ERRNO | errno.EPERM)
    if not made:
        return False
    filter_ = ctypes.c_void_p(made)
    try:
        for name in _ALLOWED.split():
            _add(library, filter_, _ALLOW, name)
        for rule in _rules():
            _add(library, filter_, _ALLOW, rule.call, rule.compared())
        # glibc then takes `clone`, whose flags can be looked at.
        _add(library, filter_, _ERRNO | errno.ENOSYS, "clone3")
        return bool(library.seccomp_load(filter_) == 0)
    finally:
        library.seccomp_release(filter_)


def _add(
    library: ctypes.CDLL,
    filter_: ctypes.c_void_p,
    action: int,
    call: str,
    *compared: _Compared,
) -> None:
    """Add a rule. A call that the architecture does not have is left out of it."""
    number = library.seccomp_syscall_resolve_name(call.encode())
    conditions = (_Compared * len(compared))(*compared)
    library.seccomp_rule_add_array(
        filter_, ctypes.c_uint32(action), number, len(compared), conditions
    )
