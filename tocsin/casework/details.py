"""What a change changed, field by field, for the history. Pure."""

from schemas.case import Case, FieldChange
from schemas.events import (
    Asked,
    Change,
    FindingAdded,
    FindingJudged,
    NoteAdded,
    ReferralProposed,
    ReferralWithdrawn,
    StatusChanged,
    Unmerged,
)

DETAIL_CHARS_MAX = 300
"""History says what changed; the words themselves stand in the notes and questions."""


def details(before: Case, after: Case, change: Change) -> list[FieldChange]:
    """The fields that a change changed, and the words that it added."""
    found = [
        FieldChange(field=name, before=_text(old), after=_text(new))
        for name in ("status", "closed_as", "assignee", "assignee_name", "merged_into")
        if (old := getattr(before, name)) != (new := getattr(after, name))
    ]
    match change:
        case StatusChanged() | ReferralProposed() | ReferralWithdrawn():
            if before.referral != after.referral:
                found.append(_referral(before, after))
            if change.reason:
                found.append(FieldChange(field="reason", after=change.reason))
        case Unmerged() if change.reason:
            found.append(FieldChange(field="reason", after=change.reason))
        case NoteAdded():
            found.append(FieldChange(field="note", after=_short(change.text)))
        case Asked():
            found.append(FieldChange(field="question", after=_short(change.text)))
        case FindingJudged():
            found.append(_judgement(before, after, change.finding_id))
        case FindingAdded():
            if change.replaces is not None:
                found.append(_judgement(before, after, change.replaces))
            added = change.finding
            told = f"{added.kind}: {added.value}"
            found.append(FieldChange(field="finding_added", after=_short(told)))
    return found


def _judgement(before: Case, after: Case, finding_id: str) -> FieldChange:
    return FieldChange(
        field=f"finding/{finding_id}",
        before=before.judgements.get(finding_id),
        after=after.judgements.get(finding_id),
    )


def _referral(before: Case, after: Case) -> FieldChange:
    def by(case: Case) -> str | None:
        return f"proposed by {case.referral.name}" if case.referral else None

    return FieldChange(field="referral", before=by(before), after=by(after))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _short(text: str) -> str:
    cut = text[: DETAIL_CHARS_MAX - 1]
    return text if len(text) <= DETAIL_CHARS_MAX else f"{cut}…"
