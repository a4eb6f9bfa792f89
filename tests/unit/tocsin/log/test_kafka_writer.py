"""What an append to Kafka may hold in memory, and what its errors mean."""

import threading
from datetime import timedelta

import pytest
from kafka import errors

from tests.engines.server import free_port
from tocsin.errors import DependencyDown, Halt, OutcomeUnknown, Reject, TocsinError
from tocsin.log import NewRecord
from tocsin.log.kafka import KafkaLog
from tocsin.log.kafka_errors import of_writing, translated
from tocsin.log.kafka_writer import ByteBudget


def test_bytes_beyond_the_budget_wait_for_others_to_be_confirmed() -> None:
    budget = ByteBudget(100)
    order: list[str] = []

    def second() -> None:
        with budget.spend(60, timeout_s=30):
            order.append("second")

    with budget.spend(60, timeout_s=0):
        thread = threading.Thread(target=second)
        thread.start()
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_a_budget_that_stays_spent_refuses_and_keeps_its_count() -> None:
    budget = ByteBudget(100)
    with (
        budget.spend(60, timeout_s=0),
        pytest.raises(DependencyDown, match="too much is waiting"),
        budget.spend(60, timeout_s=0.01),
    ):
        pass
    with budget.spend(100, timeout_s=0):
        pass


@pytest.mark.parametrize(
    ("error", "fate"),
    [
        (errors.KafkaTimeoutError(), OutcomeUnknown),
        (errors.NotEnoughReplicasAfterAppendError(), OutcomeUnknown),
        (errors.KafkaConnectionError(), OutcomeUnknown),
        (errors.NotEnoughReplicasError(), OutcomeUnknown),
        (errors.NotLeaderForPartitionError(), OutcomeUnknown),
        (errors.MessageSizeTooLargeError(), Reject),
        (errors.TopicAuthorizationFailedError(), Halt),
    ],
)
def test_an_error_of_writing_has_its_fate(
    error: errors.KafkaError, fate: type[TocsinError]
) -> None:
    assert type(of_writing(error)) is fate


@pytest.mark.parametrize(
    ("error", "fate"),
    [
        (errors.KafkaTimeoutError(), DependencyDown),
        (errors.NodeNotReadyError(), DependencyDown),
        (errors.OffsetOutOfRangeError(), Halt),
        (errors.FencedInstanceIdError(), Halt),
        (errors.GroupAuthorizationFailedError(), Halt),
        (errors.CorruptRecordError(), Halt),
    ],
)
def test_an_error_of_reading_has_its_fate(
    error: errors.KafkaError, fate: type[TocsinError]
) -> None:
    with pytest.raises(fate), translated():
        raise error


@pytest.mark.filterwarnings("ignore:unclosed <socket")
@pytest.mark.usefixtures("collected")
def test_without_a_broker_nothing_is_written() -> None:
    # Servers of earlier tests may still be ending their threads.
    before = set(threading.enumerate())
    nowhere = f"127.0.0.1:{free_port()}"
    limit = timedelta(seconds=1.5)
    with KafkaLog(nowhere, client_id="test", delivery_limit=limit) as log:
        with pytest.raises(DependencyDown) as caught:
            log.append([NewRecord("topic", "case", b"1")])
        assert type(caught.value) is DependencyDown
        with pytest.raises(DependencyDown):
            log.ping()
    assert set(threading.enumerate()) <= before
