"""Spans of time and numbers as people write them in a search."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from tocsin.errors import BadQuery
from tocsin.search.query import Range

# Times are compared by the millisecond: the precision of Elasticsearch's `date`.
_Span = Callable[[str], tuple[int, int]]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(milliseconds=1)
_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[Tt](\d{1,2}):(\d{2})(?::(\d{2}))?)?)?)?[Zz]?",
    re.ASCII,
)
_INTEGER = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_COMPARISON = re.compile(r"(>=|<=|>|<)?(.*)", re.DOTALL)
_DATE_HELP = "write 2026, 2026-03, 2026-03-14 or 2026-03-14T09:30 (UTC)"
_INTEGER_HELP = "write a whole number, for instance 60"


def moment(milliseconds: int) -> str:
    """A time as `Range` holds it: 2026-03-14T00:00:00.000Z."""
    at = _EPOCH + milliseconds * _TICK
    return at.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def milliseconds(at: datetime) -> int:
    """Milliseconds since 1970, cut (not rounded) like the index cuts them."""
    return (at - _EPOCH) // _TICK


def date_range(field: str, text: str, position: int | None = None) -> Range:
    """A range of whole spans: `2026-03`, `>=2026-03-14`, `2026-01..2026-03`.

    Raises:
        BadQuery: not a date, or the first is after the last.
    """
    low, high = _bounds(text, lambda part: _date_span(part, position))
    _check_order(low, high, text, position)
    return Range(
        field,
        None if low is None else moment(low),
        None if high is None else moment(high),
    )


def integer_range(field: str, text: str, position: int | None = None) -> Range:
    """A range of whole numbers: `60`, `>=60`, `40..60`.

    Raises:
        BadQuery: not a whole number, or the first is above the last.
    """
    low, high = _bounds(text, lambda part: _integer_span(part, position))
    _check_order(low, high, text, position)
    return Range(
        field,
        None if low is None else str(low),
        None if high is None else str(high),
    )


def _bounds(text: str, span: _Span) -> tuple[int | None, int | None]:
    first, dots, last = text.partition("..")
    if dots:
        low = span(first)[0] if first else None
        high = span(last)[1] if last else None
        return low, high
    sign, value = _COMPARISON.fullmatch(text).groups()  # type: ignore[union-attr] # matches any text
    start, end = span(value)
    return {
        ">=": (start, None),
        ">": (end + 1, None),
        "<=": (None, end),
        "<": (None, start - 1),
    }.get(sign, (start, end))


def _integer_span(text: str, position: int | None) -> tuple[int, int]:
    if not _INTEGER.fullmatch(text):
        raise BadQuery(f"“{text}” is not a number: {_INTEGER_HELP}.", position)
    return int(text), int(text)


def _date_span(text: str, position: int | None) -> tuple[int, int]:
    found = _DATE.fullmatch(text)
    if not found:
        raise BadQuery(f"“{text}” is not a date: {_DATE_HELP}.", position)
    parts = [int(part) for part in found.groups() if part is not None]
    year, month, day, hour, minute, second = parts + [1, 1, 1, 0, 0, 0][len(parts) :]
    try:
        start = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        end = _span_end(start, len(parts))
    except (ValueError, OverflowError) as exc:
        raise BadQuery(
            f"“{text}” is not in the calendar: {_DATE_HELP}.", position
        ) from exc
    return milliseconds(start), milliseconds(end) - 1


def _span_end(start: datetime, parts: int) -> datetime:
    """The first moment after a span given with this many of year, month, day, ..."""
    if parts == 1:
        return start.replace(year=start.year + 1)
    if parts == 2:  # noqa: PLR2004 - year and month
        return (start + timedelta(days=31)).replace(day=1)
    return (
        start
        + {
            3: timedelta(days=1),
            5: timedelta(minutes=1),
            6: timedelta(seconds=1),
        }[parts]
    )


def _check_order(
    low: int | None, high: int | None, text: str, position: int | None
) -> None:
    if low is not None and high is not None and low > high:
        raise BadQuery(f"In “{text}” the first is above the last: swap them.", position)
    if low is None and high is None:
        raise BadQuery(f"“{text}” has no bound: give one side or both.", position)
