"""Merging a case into another, taking it out again, and undoing. Pure."""

from schemas.case import Case
from schemas.events import CaseReviewed, Merged, Undone, Unmerged
from tocsin.casework.refusal import ReviewRefused

REVERSIBLE = frozenset(
    {"status", "closed_as", "assignee", "assignee_name", "merged_into"}
)
"""Fields that undoing gives back. Words that were written stay written."""


def with_merge(case: Case, change: Merged | Unmerged, event: CaseReviewed) -> Case:
    """The case merged into another, or taken out of it.

    Raises:
        ReviewRefused: it is merged already, or not at all.
    """
    if isinstance(change, Unmerged):
        if case.merged_into is None:
            raise ReviewRefused("not_merged", "the case is not merged into another")
        return _taken_out(case, event)
    if case.merged_into is not None:
        raise ReviewRefused("merged", "the case is merged into another already")
    if change.into == case.case_id:
        raise ReviewRefused("same_case", "a case cannot be merged into itself")
    return case.model_copy(
        update={
            "merged_into": change.into,
            "status_before_merge": case.status,
            "closed_as_before_merge": case.closed_as,
            "status": "closed",
            "status_at": event.time,
            "closed_as": "duplicate",
            "referral": None,
        }
    )


def _taken_out(case: Case, event: CaseReviewed) -> Case:
    return case.model_copy(
        update={
            "merged_into": None,
            "status_before_merge": None,
            "closed_as_before_merge": None,
            "status": case.status_before_merge or "triage",
            "status_at": event.time,
            "closed_as": case.closed_as_before_merge,
        }
    )


def undone(case: Case, change: Undone, event: CaseReviewed) -> Case:
    """The case as it was before its latest version, but for the words.

    Raises:
        ReviewRefused: another version is the latest, or only words were added.
    """
    latest = next((e for e in case.history if e.version == change.version), None)
    details = [d for d in latest.details if d.field in REVERSIBLE] if latest else []
    if change.version != case.version or not details:
        raise ReviewRefused(
            "nothing_to_undo",
            f"version {change.version} is not the latest, or only added words",
        )
    # Backwards: the first value of a field that was changed twice is the one before.
    back = {detail.field: detail.before for detail in reversed(details)}
    if "merged_into" in back and back["merged_into"] is None:
        case = _taken_out(case, event)
    update: dict[str, object] = dict(back)
    if back.get("merged_into") is not None:
        update["status_before_merge"] = case.status
        update["closed_as_before_merge"] = case.closed_as
    if "status" in back:
        update |= {"status_at": event.time, "referral": None}
    return case.model_copy(update=update)
