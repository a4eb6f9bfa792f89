"""A producer that outlives what happens to single records.

kafka-python 3.0.12 has three ways to be of no more use until the process is started
again. A batch that was sent once and then ran out of time takes the producer's id away,
and nobody asks for another. An error that retrying does not mend, such as a record that
a broker finds too large, ends the producer, and is told to everybody who waits. And
while there is no id, batches that ran out of time are kept. Java's producer has none of
these.
"""

import time
from contextlib import suppress
from typing import Any

from kafka import KafkaProducer, errors
from kafka.producer.transaction_manager import TransactionState

LAST = (
    errors.ClusterAuthorizationFailedError,
    errors.SaslAuthenticationFailedError,
    errors.UnsupportedSaslMechanismError,
    errors.UnsupportedVersionError,
)
"""After these another attempt would find the same."""

_PAUSE_S = 0.1
"""Between two attempts to get an id, as kafka-python makes it."""

_FAREWELL_S = 1.0


def outlive_failures(producer: KafkaProducer) -> None:
    """Let a producer ask for another id where kafka-python would end it."""
    manager = producer._transaction_manager  # noqa: SLF001 - no other way in
    forget, end = manager.reset_producer_id, manager.transition_to_fatal_error

    def reset_producer_id() -> None:
        forget()
        _begin_anew(manager)

    def transition_to_fatal_error(error: Exception) -> None:
        if isinstance(error, LAST):
            end(error)
            return
        time.sleep(_PAUSE_S)
        reset_producer_id()

    manager.reset_producer_id = reset_producer_id
    manager.transition_to_fatal_error = transition_to_fatal_error


def _begin_anew(manager: Any) -> None:  # noqa: ANN401 -- Kafka's own
    with manager._lock:  # noqa: SLF001 - as above
        is_asking = manager.has_in_flight_transactional_request()
        if not (is_asking or manager._pending_requests):  # noqa: SLF001 - as above
            manager._current_state = TransactionState.UNINITIALIZED  # noqa: SLF001 - as above


def give_up(producer: KafkaProducer) -> None:
    """Forget what was never sent, and let whoever waits for it know."""
    late = errors.KafkaTimeoutError("never sent")
    # Somebody else may be finishing one of them just now.
    with suppress(errors.IllegalStateError):
        producer._accumulator.abort_undrained_batches(late)  # noqa: SLF001 - as above


def close(producer: KafkaProducer, timeout_s: float) -> None:
    """Send what was accepted, within a time, and disconnect whatever came of it."""
    try:
        producer.close(timeout_s)
    except errors.KafkaTimeoutError:
        late = errors.KafkaTimeoutError("closed before it was confirmed")
        producer._accumulator.abort_batches(late)  # noqa: SLF001 - as above
        producer.close(_FAREWELL_S)
