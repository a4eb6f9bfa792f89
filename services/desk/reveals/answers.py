"""What the API of reveals takes and answers."""

from datetime import datetime
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict

from schemas.submission import Reporter
from schemas.values import NonEmptyLine
from services.desk.answers import Answer
from services.desk.reveals.reveal import Reveal, State


class RevealRequest(BaseModel):
    """Why somebody wants to see who reported."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    reason: NonEmptyLine


class RevealAnswer(Answer):
    """A reveal. Who reported is not in it."""

    id: str
    case_id: str
    state: State
    asked_by: str
    asked_by_name: str
    reason: str
    asked_at: AwareDatetime
    decided_by: str | None
    decided_by_name: str | None
    decided_at: AwareDatetime | None
    ends_at: AwareDatetime
    seen_at: AwareDatetime | None


class ReporterAnswer(Answer):
    """Who reported. Shown once, to who asked."""

    reveal: RevealAnswer
    reporter: Reporter


def reveal_answer(reveal: Reveal, now: datetime) -> RevealAnswer:
    """A reveal as of a moment."""
    told: dict[str, Any] = {
        name: getattr(reveal, name)
        for name in RevealAnswer.model_fields
        if name not in {"state", "ends_at"}
    }
    return RevealAnswer(**told, state=reveal.state(now), ends_at=reveal.ends_at())
