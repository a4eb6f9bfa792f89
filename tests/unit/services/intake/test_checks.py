"""What a report must satisfy beyond the form of its fields."""

from datetime import UTC, datetime

import pytest

from schemas.submission import CompanyClaim, LaborClaim, Submission
from services.intake.checks import find_faults

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize("code", ["MY", "TW", "XK"])
def test_a_country_of_the_standard_and_kosovo_are_taken(code: str) -> None:
    report = Submission(narrative="a", production_country=code)
    assert find_faults(report, parts=(), now=NOON) == []


def test_a_country_that_there_is_not_is_refused_where_it_stands() -> None:
    report = Submission(
        narrative="a",
        production_country="XX",
        companies=(
            CompanyClaim(name="b", country="GB"),
            CompanyClaim(name="c", country="UK"),
        ),
    )
    found = find_faults(report, parts=(), now=NOON)
    assert [fault.pointer for fault in found] == [
        "/production_country",
        "/companies/1/country",
    ]
    assert "no country of ISO 3166-1" in found[0].detail


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-03-15", []),
        ("2026-03-16", ["is in the future"]),
        ("2026", []),
        ("2027", ["is in the future"]),
        ("2025-02-30", ["there is no such day in the calendar"]),
    ],
)
def test_what_is_today_anywhere_on_earth_is_not_in_the_future(
    day: str, told: list[str]
) -> None:
    report = Submission(narrative="a", labor=LaborClaim(started_on=day))
    assert [x.detail for x in find_faults(report, parts=(), now=NOON)] == told
