"""The events of the log: frozen facts in the past tense.

An event's attributes are those of CloudEvents 1.0 and travel as record headers
(binary mode); the other fields are the record's value. Events become bytes, and bytes
events, in `tocsin.log.codec` and nowhere else.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, Field

from schemas.enrichment import Enrichment, Finding
from schemas.submission import Allegation, Evidence
from schemas.values import Line, NonEmptyLine, SafeText, Value

CaseId = Annotated[str, Field(pattern=r"^[0-9a-z]{20}$")]
CaseStatus = Literal["new", "triage", "in_review", "needs_facts", "referred", "closed"]
ClosingReason = Literal[
    "acted_on",
    "duplicate",
    "handed_over",
    "out_of_scope",
    "too_few_facts",
    "withdrawn",
    "other",
]
"""Why the work on a case has ended. None of them says whether what it tells is true."""

Channel = Literal["api", "form", "import", "cli"]
Stage = Literal["enrich", "index"]


class Event(Value):
    """What every event carries.

    Attributes:
        id: made of the evidence, so that a replay makes the same id again.
        source: the service that wrote it, for instance tocsin/intake.
        time: when the fact happened; UTC.
        case_id: the CloudEvents subject, and the key of the record.
    """

    TYPE: ClassVar[str]
    VERSION: ClassVar[int]
    ATTRIBUTES: ClassVar[frozenset[str]] = frozenset(
        {"id", "source", "time", "case_id", "traceparent"}
    )

    id: NonEmptyLine
    source: NonEmptyLine
    time: AwareDatetime
    case_id: NonEmptyLine
    traceparent: str | None = None


class AllegationReceived(Event):
    """An allegation was accepted; its files were stored before this was written."""

    TYPE: ClassVar[str] = "tocsin.allegation.received"
    VERSION: ClassVar[int] = 1

    channel: Channel
    allegation: Allegation
    external_id: Line | None = None
    anonymous: bool = True


class SentLater(Value):
    """An answer of who has the receipt, or more that they sent."""

    id: NonEmptyLine = Field(description="Of the event that brought it.")
    answer: Evidence


class ReviewersFinding(Value):
    """What a reviewer found, or corrected, and nobody has rejected since."""

    finding: Finding
    replaces: str | None = Field(
        default=None, description="Id of the finding that was wrong."
    )


class AllegationSupplemented(Event):
    """More is known of an allegation than when it was received.

    Each holds all of it, so that enrichment reads a case as one, and one record tells
    everything.
    """

    TYPE: ClassVar[str] = "tocsin.allegation.supplemented"
    VERSION: ClassVar[int] = 1

    received_id: str
    received_at: AwareDatetime
    case_version: Annotated[int, Field(ge=0)] = Field(
        description="The reviews that are in it."
    )
    allegation: Allegation
    answers: tuple[SentLater, ...] = Field(
        default=(), description="As many as a record has room for, the oldest first."
    )
    added: tuple[ReviewersFinding, ...] = ()


class AllegationEnriched(Event):
    """Enrichment read an allegation and says what it found."""

    TYPE: ClassVar[str] = "tocsin.allegation.enriched"
    VERSION: ClassVar[int] = 1

    received_id: str
    answer_ids: tuple[str, ...] = Field(
        default=(), description="The answers that it read with the report."
    )
    case_version: Annotated[int, Field(ge=0)] = Field(
        default=0, description="The reviews that it knew of."
    )
    enrichment: Enrichment


class StatusChanged(Value):
    change: Literal["status"] = "status"
    status: CaseStatus
    reason: Line | None = None
    closed_as: ClosingReason | None = Field(
        default=None, description="With the status closed only."
    )


class ReferralProposed(Value):
    """One reviewer proposes a referral; the status `referred` takes a second one."""

    change: Literal["referral_proposed"] = "referral_proposed"
    reason: Line | None = None


class ReferralWithdrawn(Value):
    change: Literal["referral_withdrawn"] = "referral_withdrawn"
    reason: Line | None = None


class Assigned(Value):
    change: Literal["assigned"] = "assigned"
    assignee: Line | None = Field(default=None, description="An id; null: nobody.")
    assignee_name: Line | None = Field(
        default=None, description="As the others at the desk know them."
    )


class NoteAdded(Value):
    change: Literal["note"] = "note"
    text: Annotated[SafeText, Field(max_length=20_000)]


class FindingJudged(Value):
    change: Literal["finding"] = "finding"
    finding_id: str
    judgement: Literal["accepted", "rejected"]


class FindingAdded(Value):
    """A reviewer found what no machine did, or corrects what a machine found.

    It carries its own place, so that a case is the same in whatever order the topics
    are read.
    """

    change: Literal["finding_added"] = "finding_added"
    finding: Finding
    replaces: str | None = Field(
        default=None, description="Id of the finding that it corrects and rejects."
    )


class Asked(Value):
    """A question to the reporter: who has the receipt reads it."""

    change: Literal["asked"] = "asked"
    question_id: NonEmptyLine
    text: Annotated[SafeText, Field(min_length=1, max_length=2_000)]


class Merged(Value):
    """The case tells the same as another one, and is worked on there."""

    change: Literal["merged"] = "merged"
    into: CaseId


class Unmerged(Value):
    change: Literal["unmerged"] = "unmerged"
    reason: Line | None = None


class Undone(Value):
    """Takes back status, assignee and merge of the latest version; words stay."""

    change: Literal["undone"] = "undone"
    version: Annotated[int, Field(ge=1)]


Change = (
    StatusChanged
    | ReferralProposed
    | ReferralWithdrawn
    | Assigned
    | NoteAdded
    | FindingJudged
    | FindingAdded
    | Asked
    | Merged
    | Unmerged
    | Undone
)
"""One change of a case."""


class CaseReviewed(Event):
    """A reviewer changed a case. Based on a version, so that nothing is overwritten."""

    TYPE: ClassVar[str] = "tocsin.case.reviewed"
    VERSION: ClassVar[int] = 1

    reviewer: NonEmptyLine = Field(description="An id that nobody else ever gets.")
    reviewer_name: NonEmptyLine | None = Field(
        default=None, description="As the others at the desk know them."
    )
    based_on_version: int
    changes: tuple[Annotated[Change, Field(discriminator="change")], ...]


class ReporterAnswered(Event):
    """Who has the receipt answered a question, or sent more.

    Its text and its file are evidence of the case, as those of the report are.
    """

    TYPE: ClassVar[str] = "tocsin.reporter.answered"
    VERSION: ClassVar[int] = 1

    question_id: NonEmptyLine | None = None
    answer: Evidence


class ReporterSealed(Event):
    """The reporter's identity as ciphertext; only the officers' key opens it."""

    TYPE: ClassVar[str] = "tocsin.reporter.sealed"
    VERSION: ClassVar[int] = 1

    scheme: Literal["hpke-x25519-aes256gcm"] = "hpke-x25519-aes256gcm"
    key_id: str
    ciphertext: str = Field(description="base64")


class DeadLettered(Event):
    """A record that a stage could not handle. The raw event stays where it is."""

    TYPE: ClassVar[str] = "tocsin.record.dead-lettered"
    VERSION: ClassVar[int] = 1

    stage: Stage
    topic: str
    partition: int
    offset: int
    event_id: str | None = None
    reason: str = Field(description="A stable code, for instance not_json.")
    message: Line = Field(description="What happened; never text of the allegation.")
    code_version: str
    attempt: Annotated[int, Field(ge=1)]


class DeadLetterSettled(Event):
    """An operator replayed or discarded a dead letter."""

    TYPE: ClassVar[str] = "tocsin.dead-letter.settled"
    VERSION: ClassVar[int] = 1

    letter_id: str
    outcome: Literal["replayed", "discarded"]
    operator: NonEmptyLine
    reason: Line | None = None
