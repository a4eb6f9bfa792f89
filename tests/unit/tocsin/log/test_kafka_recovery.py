"""What kafka-python would not outlive, on its own state and without a broker."""

from types import SimpleNamespace
from typing import Any

import pytest
from kafka import errors
from kafka.producer.transaction_manager import (
    InitProducerIdHandler,
    ProducerIdAndEpoch,
    TransactionManager,
    TransactionState,
)

from tocsin.log.kafka_recovery import outlive_failures


@pytest.fixture
def manager() -> Any:
    """Of a producer that has its id and is at work."""
    manager = TransactionManager(api_version=(4, 0))
    manager.set_producer_id_and_epoch(ProducerIdAndEpoch(7, 0))
    manager._current_state = TransactionState.READY  # noqa: SLF001 - no other way in
    outlive_failures(SimpleNamespace(_transaction_manager=manager))
    return manager


def asked(manager: Any) -> list[type]:
    """What the sender finds to send in its next round."""
    manager.init_producer_id()
    return [type(request) for _, _, request in manager._pending_requests]  # noqa: SLF001 - as above


def test_a_producer_at_work_asks_for_nothing(manager: Any) -> None:
    assert asked(manager) == []


def test_after_a_batch_ran_out_of_time_another_id_is_asked_for(manager: Any) -> None:
    manager.reset_producer_id()
    assert not manager.has_producer_id()
    assert asked(manager) == [InitProducerIdHandler]


def test_after_a_record_was_refused_another_id_is_asked_for(manager: Any) -> None:
    manager.transition_to_fatal_error(errors.MessageSizeTooLargeError())
    assert not manager.has_fatal_error()
    assert asked(manager) == [InitProducerIdHandler]


def test_another_id_is_asked_for_once(manager: Any) -> None:
    manager.reset_producer_id()
    assert asked(manager) == [InitProducerIdHandler]
    manager.reset_producer_id()
    assert asked(manager) == [InitProducerIdHandler]


def test_who_may_not_write_at_all_is_told_so(manager: Any) -> None:
    manager.transition_to_fatal_error(errors.ClusterAuthorizationFailedError())
    assert manager.has_fatal_error()
    assert asked(manager) == []
