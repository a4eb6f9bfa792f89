"""What a reviewer comes for most often, one press away: open cases, and their own."""

from dataclasses import dataclass

from services.desk.pages.address import Address

DONE = ("!closed", "!referred")
"""Nobody here works on these any more."""


@dataclass(frozen=True, slots=True)
class View:
    """A filter of status and reviewer.

    Attributes:
        address: of the search that is shown, in this view.
        is_used: it is this one.
    """

    title: str
    address: Address
    is_used: bool


def views(address: Address, name: str) -> list[View]:
    """All, open, and those of somebody by that name; the rest of a search stays."""
    every = address.drop("status").drop("assignee")
    undone = every
    for status in DONE:
        undone = undone.add("status", status)
    ways = {
        "All": every,
        "Open": undone,
        "Open and mine": undone.add("assignee", name),
    }
    shown = set(address.drop("cursor").items)
    return [View(title, way, set(way.items) == shown) for title, way in ways.items()]
