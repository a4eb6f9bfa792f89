"""What Kafka's errors mean for Tocsin."""

from collections.abc import Iterator
from contextlib import contextmanager

from kafka import errors

from tocsin.errors import DependencyDown, Halt, OutcomeUnknown, Reject, TocsinError

NAME = "Kafka"

_TOO_LARGE = (errors.MessageSizeTooLargeError, errors.RecordListTooLargeError)
_GONE = (errors.OffsetOutOfRangeError, errors.LogTruncationError)
_FORBIDDEN = (
    errors.AuthorizationError,
    errors.SaslAuthenticationFailedError,
    errors.UnsupportedSaslMechanismError,
    errors.KafkaConfigurationError,
)
LOST = (
    errors.CommitFailedError,
    errors.IllegalGenerationError,
    errors.UnknownMemberIdError,
    errors.RebalanceInProgressError,
)
"""A commit that is answered so came too late: the partitions are another's."""

UNCOORDINATED = (
    errors.CoordinatorNotAvailableError,
    errors.CoordinatorLoadInProgressError,
    errors.NotCoordinatorError,
)
"""Nobody keeps the offsets of this group yet; soon somebody will."""

FENCED = errors.FencedInstanceIdError


@contextmanager
def translated() -> Iterator[None]:
    """Errors of reading and administration become Tocsin's.

    Raises:
        DependencyDown: no broker answers, or it cannot for now.
        Halt: no right to do this, unread records are gone or damaged, or the name of
            a member was taken over.
    """
    try:
        yield
    except errors.KafkaError as exc:
        raise _of_reading(exc) from exc


def of_writing(error: Exception) -> TocsinError:
    """What became of a record whose append failed with this error."""
    why = type(error).__name__
    if isinstance(error, _TOO_LARGE):
        return Reject("too_large", "the broker takes no record of this size")
    if isinstance(error, _FORBIDDEN):
        return Halt(f"{NAME} refuses to take records: {why}")
    # Also where this answer means that nothing was written: it is the last of several,
    # and an attempt before it, that nobody answered, may have been.
    return OutcomeUnknown(NAME, why)


def _of_reading(error: errors.KafkaError) -> TocsinError:
    why = type(error).__name__
    if isinstance(error, FENCED):
        return Halt("another worker took over the name of this member of the group")
    if isinstance(error, _GONE):
        return Halt(f"records that were not read are gone: {why} {error.args}")
    if isinstance(error, (*_FORBIDDEN, errors.CorruptRecordError)):
        return Halt(f"{NAME} cannot be read: {why}")
    return DependencyDown(NAME, why)
