"""What a child answers, and how much of it is believed.

A child that reads hostile input may have been taken over. So its answer is never
unpickled, which would run whatever it names: it is JSON, limited and checked.
"""

from collections.abc import Callable, Sequence
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from tocsin.processes.task import Failed

Work = Callable[[Sequence[Any]], Sequence[Any]]

ANSWER_BYTES_MAX = 128 * 1024 * 1024
"""A file of 25 MiB, the largest that intake takes, is 34 MiB in base64; what is found
in a chunk of texts is far below."""

_DONE, _RAISED = b"d", b"r"
_NAME_CHARS_MAX = 100
_UNREADABLE = Failed("crashed", "unreadable answer")


class Answers:
    """Writes and reads what children answer to chunks."""

    def __init__(self, result: Any) -> None:  # noqa: ANN401 - any type
        """Answers whose results are of a type; bytes travel as base64."""
        self._results: TypeAdapter[list[Any]] = TypeAdapter(
            list[result],
            config=ConfigDict(ser_json_bytes="base64", val_json_bytes="base64"),
        )

    def made(self, work: Work, chunk: Sequence[Any]) -> bytes:
        """Do a chunk; what came of it, or the name of the exception."""
        try:
            return _DONE + self._results.dump_json(list(work(chunk)))
        # The outermost loop of this process: the parent isolates what made it raise.
        # The exception's words may quote the text, so only its name leaves.
        except Exception as exc:  # noqa: BLE001
            return _RAISED + type(exc).__name__.encode()

    def read(self, answer: bytes, *, items: int) -> list[Any] | Failed:
        """The results of a chunk of that many items, or why there are none."""
        kind, told = answer[:1], answer[1:]
        if kind == _RAISED:
            name = told[: _NAME_CHARS_MAX + 1].decode("ascii", errors="replace")
            is_name = name.isidentifier() and len(name) <= _NAME_CHARS_MAX
            return Failed("raised", name) if is_name else _UNREADABLE
        try:
            results = self._results.validate_json(told)
        except ValidationError:
            return _UNREADABLE
        return results if kind == _DONE and len(results) == items else _UNREADABLE
