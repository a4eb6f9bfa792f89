"""What people read for the words of casework."""

from collections.abc import Mapping

from schemas.case import FieldChange, HistoryEntry
from schemas.events import CaseStatus, ClosingReason

STATUSES: Mapping[CaseStatus, str] = {
    "new": "New",
    "triage": "Triage",
    "in_review": "In review",
    "needs_facts": "Needs facts",
    "referred": "Referred",
    "closed": "Closed",
}
CLOSED_AS: Mapping[ClosingReason, str] = {
    "acted_on": "Acted on",
    "duplicate": "Told in another case",
    "handed_over": "Handed over to others",
    "out_of_scope": "Out of scope",
    "too_few_facts": "Too few facts to go on",
    "withdrawn": "Withdrawn by the reporter",
    "other": "Another reason",
}
REFUSED: Mapping[str, str] = {
    "stale": "came too late: somebody else was first",
    "move_not_allowed": "this status could not follow",
    "merged": "the case was merged into another",
    "not_merged": "the case was not merged",
    "same_case": "a case cannot be merged into itself",
    "circle": "both cases were merged into each other at once; the first one stays",
    "same_person": "a referral takes a second person",
    "not_proposed": "no referral was proposed",
    "already_proposed": "the referral was proposed already",
    "nothing_to_undo": "there was nothing to undo",
    "full": "the case holds no more of these",
}
_FIELDS: Mapping[str, str] = {
    "status": "Status",
    "closed_as": "Closed as",
    "assignee_name": "Reviewer",
    "merged_into": "Merged into",
    "referral": "Referral",
    "reason": "Reason",
    "note": "Note",
    "question": "Question to the reporter",
    "finding_added": "Finding added",
    "file": "File",
}
_VALUES: Mapping[str, str] = dict([*STATUSES.items(), *CLOSED_AS.items()])
_CODED = frozenset({"status", "closed_as"})
_HIDDEN = frozenset({"assignee"})
"""The id behind the name of a reviewer says nothing to people."""


def rows_of(
    entry: HistoryEntry, quotes: Mapping[str, str]
) -> list[tuple[str, str | None, str | None]]:
    """The fields that an entry changed: name, before, after.

    Args:
        entry: of the history.
        quotes: finding id -> the words of that finding.
    """
    return [_row(one, quotes) for one in entry.details if one.field not in _HIDDEN]


def _row(
    one: FieldChange, quotes: Mapping[str, str]
) -> tuple[str, str | None, str | None]:
    if one.field in _CODED:
        return _FIELDS[one.field], _value(one.before), _value(one.after)
    name, _, finding_id = one.field.partition("/")
    if finding_id:
        quote = quotes.get(finding_id)
        title = f"Finding “{quote}”" if quote else "A finding"
        return title, one.before, one.after
    return _FIELDS.get(name, name), one.before, one.after


def _value(value: str | None) -> str | None:
    return None if value is None else _VALUES.get(value, value)
