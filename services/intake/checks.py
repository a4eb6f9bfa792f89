"""What a report must also satisfy, beyond the form of its fields."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from functools import cache

import pycountry

from schemas.submission import Submission
from services.intake.parsing import pointer
from services.intake.refusals import Fault

_KOSOVO = "XK"
"""Of no country in ISO 3166-1, which leaves it to users; the EU uses it so."""

EARLIEST_TIME_ZONE = timedelta(hours=14)
"""Where the day begins first (Kiribati, UTC+14), it is tomorrow already."""


def find_faults(
    submission: Submission, *, parts: Collection[str], now: datetime
) -> list[Fault]:
    """Dates that cannot be, countries and files that are not there.

    Args:
        submission: the report.
        parts: names of the files sent with it.
        now: the time of day, UTC.
    """
    today = (now + EARLIEST_TIME_ZONE).date()
    return [
        *_date_faults(submission, today),
        *_country_faults(submission),
        *_file_faults(submission, parts),
    ]


def _date_faults(submission: Submission, today: date) -> Iterator[Fault]:
    for where, value in _dates(submission):
        if not _exists(value):
            yield Fault(where, "there is no such day in the calendar")
        elif value > today.isoformat()[: len(value)]:
            yield Fault(where, "is in the future")


def _dates(submission: Submission) -> Iterator[tuple[str, str]]:
    for number, item in enumerate(submission.evidence):
        if item.published_on is not None:
            yield pointer("evidence", number, "published_on"), item.published_on
    if labor := submission.labor:
        if labor.started_on is not None:
            yield pointer("labor", "started_on"), labor.started_on
        if labor.ended_on is not None:
            yield pointer("labor", "ended_on"), labor.ended_on


def _country_faults(submission: Submission) -> Iterator[Fault]:
    named = [(pointer("production_country"), submission.production_country)]
    for number, company in enumerate(submission.companies):
        named.append((pointer("companies", number, "country"), company.country))
    for where, code in named:
        if code is not None and code not in _countries():
            # Kept, it would be a country of its own in every count of cases.
            yield Fault(where, "is no country of ISO 3166-1; leave it out if in doubt")


@cache
def _countries() -> frozenset[str]:
    return frozenset({country.alpha_2 for country in pycountry.countries} | {_KOSOVO})


def _exists(partial_date: str) -> bool:
    year, month, day = (*partial_date.split("-"), "01", "01")[:3]
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def _file_faults(submission: Submission, parts: Collection[str]) -> Iterator[Fault]:
    named: set[str] = set()
    for number, item in enumerate(submission.evidence):
        if item.file is not None:
            # A stranger could name a file of somebody else's report.
            yield Fault(
                pointer("evidence", number, "file"),
                "is filled in by intake; send the file as a form part and name it in"
                " upload",
            )
        if item.upload is None:
            continue
        if item.upload not in parts:
            yield Fault(
                pointer("evidence", number, "upload"),
                "no form part of this name carries a file",
            )
        named.add(item.upload)
    if unnamed := len(set(parts) - named):
        files = "a file was" if unnamed == 1 else f"{unnamed} files were"
        yield Fault(
            pointer("evidence"),
            f"{files} sent that no evidence names in upload",
        )
