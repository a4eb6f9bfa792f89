"""What child processes are asked to do, and what they may have."""

from dataclasses import dataclass, field
from typing import Any

from tocsin.processes.limits import Limits


@dataclass(frozen=True, slots=True)
class Failed:
    """An item that could not be done alone in a fresh process.

    Attributes:
        reason: `crashed`, `timed_out` or `raised`.
        detail: exit code or name of the exception; never text.
    """

    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Task:
    """What the children do.

    Attributes:
        factory: module:function that makes the work function, once, in a process of
            its own that has one thread and forks the children; the work function takes
            a sequence of items and returns as many results, in order.
        arguments: of the factory; picklable.
        result: the type of a result. What a child answers is JSON and is checked to be
            of it: a child that a hostile file has taken over tells no more than that.
        limits: of each child.
        timeout_s: for a chunk, of one item or of many: those of a chunk that takes
            longer are tried alone, so that one that hangs keeps the others waiting
            twice as long, and not as many times as there are items.
        chunk_items_max: items that one child is given at a time.
        items_per_child_max: a child is replaced after this many items, because
            libraries leak (spaCy's string store, PDF fonts).
    """

    factory: str
    arguments: tuple[Any, ...] = ()
    result: Any = Any
    limits: Limits = field(default_factory=Limits)
    timeout_s: float = 60.0
    chunk_items_max: int = 16
    items_per_child_max: int = 20_000
