"""What was typed beside what a button of the page of a case has saved.

All fields of that page are one form, so that whatever is pressed, every word comes
along; what the button did not use stands in its field again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.desk.pages.fields import Fields

TYPED: Mapping[str, str] = {
    "text": "Note",
    "question": "Question to the reporter",
    "reason": "Reason",
    "close_reason": "Reason for closing",
    "quote": "Words of the text",
    "value": "What it is",
    "correct_value": "What it really is",
    "into": "Case to merge into",
}
"""Fields that people type into."""

CHOSEN = frozenset({"closed_as", "kind", "evidence_id", "finding", "assignee"})
"""Fields that they choose from."""

_USED: Mapping[str, frozenset[str]] = {
    "assign": frozenset({"assignee"}),
    "status": frozenset({"reason"}),
    "propose_referral": frozenset({"reason"}),
    "close": frozenset({"closed_as", "close_reason"}),
    "note": frozenset({"text"}),
    "ask": frozenset({"question"}),
    "add": frozenset({"kind", "value", "evidence_id", "quote"}),
    "correct": frozenset({"finding", "correct_value"}),
    "merge": frozenset({"into"}),
}
"""What each button makes use of."""


@dataclass(frozen=True, slots=True)
class Drafts:
    """The fields of a page as they were when a button was pressed.

    Attributes:
        fields: name -> what stands in it and was not saved.
        used: names of those that were saved with the last press.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    used: frozenset[str] = frozenset()

    def __getitem__(self, name: str) -> str:
        """What stands in a field; nothing in most."""
        return self.fields.get(name, "")

    @property
    def has_words(self) -> bool:
        """Whether anything was typed that is not saved."""
        return any(self[name] for name in TYPED)


def drafts_of(fields: Fields) -> Drafts:
    """What a form held beside what its button has saved."""
    used = used_by(fields.text("do"))
    kept = {
        name: value
        for name, value in fields.items
        if name not in used and (name in TYPED or name in CHOSEN) and value.strip()
    }
    return Drafts(kept, used)


def used_by(do: str) -> frozenset[str]:
    """The fields that a button makes use of."""
    return _USED.get(do.partition(":")[0], frozenset())
