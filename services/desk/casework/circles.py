"""Cases that were merged into each other at the same moment, and which of them stays.

A merge is one event of one case, and checks the other case before it. Two people who
merge two cases into each other at once both pass that check. Each looks again once its
own event is in the log: whoever was later sees both, and takes one case out again.
"""

from collections.abc import Sequence

from schemas.case import CaseDocument
from schemas.events import Merged, Unmerged
from services.desk.casework.commands import (
    Actor,
    Applied,
    Command,
    Outcome,
    Refusal,
    changes_since,
)
from services.desk.casework.current import CurrentCases
from services.desk.casework.reviews import Reviews
from tocsin.casework import ReviewRefused

CHAIN_MAX = 20
"""More cases in a row than anybody merges; a longer way is not followed."""

TRIES_MAX = 3
"""Others may do the same, or change the case, at that very moment."""

REASON = "The cases were merged into each other at the same moment"


def untangled(
    reviews: Reviews,
    commands: Sequence[Command],
    outcomes: Sequence[Outcome],
    by: Actor,
) -> list[Outcome]:
    """The outcomes once circles that merges have made are opened again.

    Of the cases of a circle the one that was received first stays, so that all who see
    the circle choose the same one; of one moment, the lower id.

    Raises:
        DependencyDown: log or index does not answer; the merges hold.
    """
    return [
        _untangled(reviews, command, outcome, by)
        if any(isinstance(change, Merged) for change in command.changes)
        else outcome
        for command, outcome in zip(commands, outcomes, strict=True)
    ]


def way_from(current: CurrentCases, start: CaseDocument) -> list[CaseDocument]:
    """A case, the one it is merged into, the one that is merged into, and so on.

    The last one is the start again where the way is a circle.
    """
    way = [start]
    while (next_id := way[-1].merged_into) and len(way) < CHAIN_MAX:
        found = current.get([next_id]).get(next_id)
        if found is None:
            break
        way.append(found)
        if next_id == start.case_id:
            break
    return way


def _untangled(
    reviews: Reviews, command: Command, outcome: Outcome, by: Actor
) -> Outcome:
    if not isinstance(outcome, Applied):
        return outcome
    own = outcome.document
    for _ in range(TRIES_MAX):
        way = way_from(reviews.current, own)
        if len(way) == 1 or way[-1].case_id != own.case_id:
            break
        stays = min(way[1:], key=lambda one: (one.received_at, one.case_id))
        opening = Command(stays.case_id, stays.version, (Unmerged(reason=REASON),))
        reviews.change_one(opening, by)
        own = reviews.current.get([own.case_id])[own.case_id]
    later = changes_since(own.case, command.based_on_version + 1)
    if not any(one.after == REASON for entry in later for one in entry.details):
        return Applied(own)
    why = ReviewRefused("circle", f"{REASON.lower()}; this one was reported first")
    return Refusal(command, why, own, is_logged=True)
