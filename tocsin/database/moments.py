"""Moments of the database."""

from datetime import UTC, datetime


def utc(moment: datetime) -> datetime:
    """SQLite forgets the time zone; all our times are UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
