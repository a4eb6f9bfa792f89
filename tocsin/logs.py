"""Structured logs: one JSON object a line on standard error, plain words on a terminal.

An allegation, an identity or a receipt must never get in. So only simple values are
written, and short; values under telling names are withheld; of an exception that is not
ours only its type and its place are told, because its words may quote the input.
"""

import logging
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

import structlog

from tocsin.clock import Clock, SystemClock
from tocsin.errors import TocsinError
from tocsin.repeats import OURS, CountingHandler

VALUE_CHARS_MAX = 300
"""Long enough for any name, path or message of ours; too short for a narrative."""

FRAMES_MAX = 20
"""The innermost calls of a traceback: where it happened and who asked for it."""

WITHHELD_KEYS = frozenset(
    {"allegation", "body", "code", "email", "identity", "key", "narrative", "password"}
    | {"payload", "phone", "q", "query", "quote", "receipt", "receipt_code", "reporter"}
    | {"secret", "submission", "text", "token", "value"}
)
WITHHELD = "[withheld]"

_Entry = MutableMapping[str, Any]


def set_up_logs(
    level: str = "INFO", *, pretty: bool | None = None, clock: Clock | None = None
) -> None:
    """Write the logs of this process and of its libraries to standard error.

    Args:
        level: of ours; libraries speak from WARNING on, because at lower levels some
            of them write out the data that they carry.
        pretty: words instead of JSON; None means when standard error is a terminal.
        clock: tells when a library may repeat itself; None means the machine's.
    """
    pretty = sys.stderr.isatty() if pretty is None else pretty
    before: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _tell_exception,
        _withhold,
    ]
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer()
        if pretty
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[_tell_left_out, *before],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            renderer,
        ],
    )
    handler = CountingHandler(clock or SystemClock())
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for ours in OURS:
        logging.getLogger(ours).setLevel(level)


@contextmanager
def about_case(case_id: str) -> Iterator[None]:
    """Name the case in every line that is written meanwhile by this task or thread."""
    with structlog.contextvars.bound_contextvars(case_id=case_id):
        yield


def _tell_left_out(_logger: object, _method: str, entry: _Entry) -> _Entry:
    if left_out := getattr(entry["_record"], "left_out", 0):
        entry["left_out"] = left_out
    return entry


def _withhold(_logger: object, _method: str, entry: _Entry) -> _Entry:
    for key, value in entry.items():
        if key.startswith("_"):  # the formatter's own
            continue
        entry[key] = WITHHELD if key in WITHHELD_KEYS else _simple(value)
    return entry


def _simple(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        cut = len(value) > VALUE_CHARS_MAX
        return value[:VALUE_CHARS_MAX] + "[cut]" if cut else value
    if isinstance(value, list | tuple | set | frozenset):
        return [_simple(item) for item in list(value)[:FRAMES_MAX]]
    # Anything else could hold an allegation in its words.
    return f"<{type(value).__name__}>"


def describe(error: BaseException) -> dict[str, Any]:
    """An exception as fields of a log line: its type and place.

    Its words only if it is ours: those of other libraries may quote the input.
    """
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES_MAX:]
    told: dict[str, Any] = {
        "error": type(error).__name__,
        "at": [f"{f.filename}:{f.lineno} {f.name}" for f in frames],
    }
    if isinstance(error, TocsinError):
        told["error_message"] = str(error)
    return told


def _tell_exception(_logger: object, _method: str, entry: _Entry) -> _Entry:
    told = entry.pop("exc_info", None)
    if told is True:
        told = sys.exc_info()[1]
    elif isinstance(told, tuple):
        told = told[1]
    if isinstance(told, BaseException):
        entry.update(describe(told))
    return entry
