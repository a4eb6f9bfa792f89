"""What runs in child processes. Imports nothing heavy before the work is made.

One process, the template, makes the work function: it loads models and tables. Each
child is a fork of it, which has them at once and shares their memory.
"""

import gc
import os
import signal
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from typing import NamedTuple, NoReturn

from tocsin.processes import sandbox
from tocsin.processes.answers import Answers, Work
from tocsin.processes.limits import Limits, die_with_parent
from tocsin.processes.task import Task


class _Job(NamedTuple):
    """What each child is forked with."""

    work: Work
    answers: Answers
    limits: Limits
    refused: tuple[str, ...]


def main(control: Connection) -> None:
    """The template: make the work function, then fork and end children until the end.

    It has one thread and never sees an item, so that its forks are as good as new.

    Args:
        control: in, once, the task: it loads without the limits of its children. Then
            requests, None to fork (the child's end of a pipe follows) or the id of a
            child to end. Out, once, what the kernel refuses of the sandbox, when it is
            ready; then the id of each new child and the exit code of each that ended.
    """
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    task: Task = control.recv()
    module, _, name = task.factory.partition(":")
    work: Work = getattr(import_module(module), name)(*task.arguments)
    refused = sandbox.kernel_refuses() if task.limits.confined else ()
    job = _Job(work, Answers(task.result), task.limits, refused)
    # What is loaded now stays: a collection that looks through it finds nothing, takes
    # a fifth of the time of reading texts, and would have each child copy the memory.
    gc.collect()
    gc.freeze()
    control.send(refused)
    children: set[int] = set()
    while True:
        try:
            asked: int | None = control.recv()
        except EOFError:
            return
        if asked is None:
            process_id = _forked(control, job)
            children.add(process_id)
            control.send(process_id)
        else:
            control.send(_ended(asked) if asked in children else None)
            children.discard(asked)


def _forked(control: Connection, job: _Job) -> int:
    """The id of a new child that answers chunks; in the child it never returns."""
    pipe = Connection(recv_handle(control))
    template = os.getpid()
    process_id = os.fork()
    if not process_id:
        control.close()
        _live(pipe, job, template)
    pipe.close()
    return process_id


def _ended(child: int) -> int:
    """End a child, unless it has ended by itself; its exit code, negative by signal."""
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _live(pipe: Connection, job: _Job, template: int) -> NoReturn:
    """The whole life of a child. Nothing may leave it that would run the template's."""
    exit_code = 1
    try:
        die_with_parent()
        # The template may have ended before that was said.
        if os.getppid() == template:
            job.limits.apply()
            # One that got less of the sandbox than the first try did opens nothing.
            if not job.limits.confined or _confined(job):
                _work(pipe, job)
                exit_code = 0
    finally:
        os._exit(exit_code)


def _confined(job: _Job) -> bool:
    return sandbox.confine(job.limits.readable) == job.refused


def _work(pipe: Connection, job: _Job) -> None:
    """Answer chunks until the pipe ends."""
    while True:
        try:
            chunk = pipe.recv()
        except EOFError:
            return
        pipe.send_bytes(job.answers.made(job.work, chunk))
