"""What a reporter has typed so far, as it was typed."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from services.intake.form.pages import CHECK, CONTACT, NAMED, PAGES
from services.intake.form.questions import Page

Answers = dict[str, str]
"""Field name -> what was typed. Ticks are joined by spaces; a date has three fields."""


class Sent(BaseModel):
    """What is left of a draft that was sent."""

    receipt_code: str
    received_on: date


class Saved(BaseModel):
    """That a draft was saved to come back to it.

    Attributes:
        code: what opens it on another device.
        until: the last day on which it does.
        open_until: when a browser that has it open needs the code again, UTC.
        page: where to go on.
    """

    code: str
    until: date
    page: int
    open_until: datetime


class Draft(BaseModel):
    """A report in the making.

    Attributes:
        key: the idempotency key under which it will be sent: a second press of the
            button makes no second case.
        answers: by field name.
        items: list name -> its items.
        pending: list name -> an item that is not finished, or not right yet.
        saved: how it is opened again; None unless the reporter asked for that.
        sent: the receipt, once it is sent; everything else is empty then.
    """

    key: str
    answers: Answers = Field(default_factory=dict)
    items: dict[str, list[Answers]] = Field(default_factory=dict)
    pending: dict[str, Answers] = Field(default_factory=dict)
    saved: Saved | None = None
    sent: Sent | None = None

    def items_of(self, name: str) -> list[Answers]:
        """The items of a list, to be changed in place."""
        return self.items.setdefault(name, [])

    def after(self, number: int) -> int:
        """The page that follows: who stays anonymous is not asked for a name."""
        following = number + 1
        return CHECK if following == CONTACT and not self.is_named else following

    def before(self, number: int) -> int:
        """The page that comes before; 0 is the start."""
        return CONTACT - 1 if number == CHECK and not self.is_named else number - 1

    @property
    def is_named(self) -> bool:
        """Whether the reporter wants to give a name."""
        return self.answers.get("identity") == NAMED

    def leave_receipt(self, sent: Sent) -> None:
        """Forget everything but the receipt."""
        self.answers, self.items, self.pending, self.saved = {}, {}, {}, None
        self.sent = sent

    @property
    def pages_shown(self) -> list[Page]:
        """The pages that this reporter is asked."""
        return [page for page in PAGES if page.number != CONTACT or self.is_named]
