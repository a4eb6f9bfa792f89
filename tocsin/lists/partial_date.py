"""Dates of which only a year or a month is published."""

import calendar
from datetime import date

_YEAR, _MONTH = 4, 7


def first_day(partial: str) -> date:
    """The first day of a year (2021), a month (2021-03) or the day itself.

    Raises:
        ValueError: the text is not such a date.
    """
    return date.fromisoformat(f"{partial}-01-01"[:10])


def last_day(partial: str) -> date:
    """The last day of a year (2021), a month (2021-03) or the day itself.

    Raises:
        ValueError: the text is not such a date.
    """
    first = first_day(partial)
    if len(partial) == _YEAR:
        return first.replace(month=12, day=31)
    if len(partial) == _MONTH:
        return first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first
