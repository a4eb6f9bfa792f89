"""Logging set up by a test, and as it was before afterwards."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from tocsin.clock import Clock
from tocsin.logs import set_up_logs


@contextmanager
def logs_restored() -> Iterator[None]:
    """Whatever is set up inside the block, pytest's own logs outside."""
    root = logging.getLogger()
    handlers, root_level = root.handlers, root.level
    try:
        yield
    finally:
        root.handlers, root.level = handlers, root_level
        structlog.reset_defaults()


@contextmanager
def logs_set_up(
    level: str, *, pretty: bool, clock: Clock | None = None
) -> Iterator[None]:
    """Our logs inside the block."""
    with logs_restored():
        set_up_logs(level, pretty=pretty, clock=clock)
        yield
