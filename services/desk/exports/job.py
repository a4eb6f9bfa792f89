"""A search that is being written to a file, or was."""

from datetime import datetime, timedelta
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

TableFormat = Literal["csv", "xlsx"]
State = Literal["queued", "running", "done", "failed"]
Trouble = Literal["interrupted", "unavailable", "no_room"]

ROWS_MAX = 10_000
"""What a person can still sort and filter; a minute of work here. More is a program's:
it pages through GET /v1/cases."""

KEPT = timedelta(hours=24)
"""Long enough to fetch a file after lunch. Each is a copy of cases that no erasure
reaches, so that none stays longer."""


class Job(BaseModel):
    """One export, as it is kept beside its file.

    Attributes:
        id: hard to guess; never given twice.
        person_id: whose it is: nobody else sees it.
        search: parameters of the search.
        total: cases that the search found when it was asked for.
        rows: written so far.
        trouble: why it failed.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    person_id: str
    format: TableFormat
    search: tuple[tuple[str, str], ...]
    state: State = "queued"
    created_at: AwareDatetime
    ended_at: AwareDatetime | None = None
    total: int
    rows: int = 0
    trouble: Trouble | None = None

    @property
    def rows_due(self) -> int:
        """How many rows the file will have."""
        return min(self.total, ROWS_MAX)

    @property
    def is_cut(self) -> bool:
        """Whether the search found more than a file holds."""
        return self.total > ROWS_MAX

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in {"done", "failed"}

    @property
    def expires_at(self) -> datetime:
        """When it is removed, whether it was fetched or not."""
        return (self.ended_at or self.created_at) + KEPT
