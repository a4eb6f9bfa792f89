"""Changes of status, and the two persons that a referral takes. Pure."""

from schemas.case import Case, Proposal
from schemas.events import (
    CaseReviewed,
    ReferralProposed,
    ReferralWithdrawn,
    StatusChanged,
)
from tocsin.casework.moves import moves_of
from tocsin.casework.refusal import ReviewRefused


def with_status(case: Case, change: StatusChanged, event: CaseReviewed) -> Case:
    """The case in another status.

    Raises:
        ReviewRefused: the status must not follow.
    """
    if case.merged_into is not None:
        raise ReviewRefused(
            "merged", "the case is merged into another; take it out of there first"
        )
    if change.status == "referred" and case.status != "referred":
        _check_second_person(case, event)
    if change.status not in {case.status, *moves_of(case)}:
        raise ReviewRefused(
            "move_not_allowed",
            f"a case in status {case.status} cannot become {change.status}",
            moves_of(case),
        )
    return case.model_copy(
        update={
            "status": change.status,
            "status_at": event.time,
            "closed_as": change.closed_as if change.status == "closed" else None,
            "referral": None,
        }
    )


def _check_second_person(case: Case, event: CaseReviewed) -> None:
    """Two persons decide that a case leaves the house."""
    if case.referral is None:
        raise ReviewRefused(
            "not_proposed",
            "nobody has proposed the referral; propose it, and another person confirms",
            moves_of(case),
        )
    if case.referral.reviewer == event.reviewer:
        raise ReviewRefused(
            "same_person",
            "who proposed the referral cannot confirm it; another person has to",
            moves_of(case) - {"referred"},
        )


def with_proposal(
    case: Case, change: ReferralProposed | ReferralWithdrawn, event: CaseReviewed
) -> Case:
    """The case with a referral proposed, or no longer.

    Raises:
        ReviewRefused: there is nothing to refer, or to withdraw.
    """
    if isinstance(change, ReferralWithdrawn):
        if case.referral is None:
            raise ReviewRefused("not_proposed", "no referral is proposed")
        return case.model_copy(update={"referral": None})
    if case.referral is not None:
        raise ReviewRefused("already_proposed", "the referral is proposed already")
    if case.merged_into is not None or case.status != "in_review":
        raise ReviewRefused(
            "move_not_allowed",
            f"a referral is proposed from in_review, not from {case.status}",
            moves_of(case),
        )
    proposal = Proposal(
        at=event.time,
        reviewer=event.reviewer,
        name=event.reviewer_name or event.reviewer,
        reason=change.reason,
    )
    return case.model_copy(update={"referral": proposal})
