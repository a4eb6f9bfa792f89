"""Changes as the API takes them: what a reviewer says, not yet what the log keeps."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from schemas.enrichment import FindingKind
from schemas.events import CaseId, CaseStatus, ClosingReason
from schemas.values import Line, NonEmptyLine, SafeText

CHANGES_MAX = 20
"""A form has five; a program may do a morning's work on a case at once."""

FINDINGS_MAX = 100
"""Of one change: a name may stand in a case a hundred times."""

FindingIds = Annotated[
    tuple[NonEmptyLine, ...], Field(min_length=1, max_length=FINDINGS_MAX)
]


class Requested(BaseModel):
    """Base: a field that we do not know is refused, not lost."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Status(Requested):
    """Another status. `closed` needs `closed_as`; `referred` a second person."""

    change: Literal["status"]
    status: CaseStatus
    reason: Line | None = None
    closed_as: ClosingReason | None = None


class ProposeReferral(Requested):
    """Propose to refer the case; another person confirms with status `referred`."""

    change: Literal["propose_referral"]
    reason: Line | None = None


class WithdrawReferral(Requested):
    """Take the proposal back, whoever made it."""

    change: Literal["withdraw_referral"]
    reason: Line | None = None


class Assign(Requested):
    """Give the case to somebody."""

    change: Literal["assign"]
    assignee: Line | None = Field(
        description="`me`, the id of a person, or null for nobody."
    )


class WriteNote(Requested):
    """A note for the others at the desk."""

    change: Literal["note"]
    text: Annotated[SafeText, Field(min_length=1, max_length=20_000)]


class Ask(Requested):
    """A question that whoever has the receipt reads and can answer."""

    change: Literal["ask"]
    text: Annotated[SafeText, Field(min_length=1, max_length=2_000)]


class Judge(Requested):
    """Accept or reject findings."""

    change: Literal["accept", "reject"]
    finding_ids: FindingIds


class Correct(Requested):
    """Say what findings really are; where they stand stays as it is."""

    change: Literal["correct"]
    finding_ids: FindingIds
    value: NonEmptyLine


class Add(Requested):
    """A finding that no machine made, at words of a text of the case."""

    change: Literal["add"]
    kind: FindingKind
    value: NonEmptyLine
    evidence_id: NonEmptyLine
    quote: NonEmptyLine
    start: Annotated[int, Field(ge=0)] | None = Field(
        default=None, description="In code points; left out: the first such words."
    )


class Merge(Requested):
    """The case tells the same as another one; it is worked on there."""

    change: Literal["merge"]
    into: CaseId


class Unmerge(Requested):
    """Take the case out of the one it was merged into."""

    change: Literal["unmerge"]


class Undo(Requested):
    """Give back status, assignee and merge as before the version it is based on."""

    change: Literal["undo"]


RequestedChange = Annotated[
    Status
    | ProposeReferral
    | WithdrawReferral
    | Assign
    | WriteNote
    | Ask
    | Judge
    | Correct
    | Add
    | Merge
    | Unmerge
    | Undo,
    Field(discriminator="change"),
]


class ChangesRequest(Requested):
    """Changes of one case: all of them are applied, or none."""

    based_on_version: Annotated[int, Field(ge=0)]
    changes: Annotated[
        tuple[RequestedChange, ...], Field(min_length=1, max_length=CHANGES_MAX)
    ]
