"""The day of the facts: the day for which the lists are asked."""

import re
from datetime import date

from schemas.submission import Allegation
from tocsin.lists.partial_date import last_day

_YEAR = re.compile(r"(?<![\d.,/-])(?:19|20)\d\d(?![\d%])")
_OLDEST = 1980  # older numbers are amounts and treaties more often than facts


def latest_claimed_day(allegation: Allegation) -> date | None:
    """The latest day on which the reporter says the labor went on; None if unsaid.

    A bare year or month means its last day.
    """
    labor = allegation.labor
    if labor is None:
        return None
    claimed = labor.ended_on or (None if labor.ongoing else labor.started_on)
    return _valid_day(claimed) if claimed else None


def facts_day(allegation: Allegation, received: date) -> date:
    """The claimed day where it is past, else the day of receipt: it still goes on."""
    claimed = latest_claimed_day(allegation)
    return received if claimed is None else min(claimed, received)


def latest_year_named(text: str, year_max: int) -> int | None:
    """The latest year from 1980 to `year_max` that a text names in four digits."""
    years = (int(found[0]) for found in _YEAR.finditer(text))
    return max((year for year in years if _OLDEST <= year <= year_max), default=None)


def _valid_day(partial: str) -> date | None:
    try:
        return last_day(partial)
    except ValueError:  # 2025-02-31 has the form of a date and is none
        return None
