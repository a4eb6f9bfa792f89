"""Faust commits what our tracker says, and a Faust that does not is refused."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka import AIOKafkaConsumer  # type: ignore[import-untyped]  # ships no types
from intervaltree import IntervalTree  # type: ignore[import-untyped]  # ships no types

from services.enrich.faust_app import Broker, HostApp, build_app
from services.enrich.faust_guard import CommitGuard, GuardedConsumer, check_guard
from services.enrich.faust_host import Work
from services.enrich.faust_plain import TP, Consumer
from tests.manual_clock import ManualClock
from tests.unit.tocsin.delivery.records import P0, record
from tocsin.delivery.kernel import Kernel, Policy
from tocsin.delivery.outcome import Delivery, Outcome
from tocsin.delivery.runner import Worker
from tocsin.delivery.status import NoMeter
from tocsin.errors import Halt


class NothingToDo:
    """A handler that is never called here."""

    def handle(self, deliveries: Sequence[Delivery]) -> Sequence[Outcome]:
        """Nothing."""
        assert not deliveries
        return []


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Iterator[HostApp]:
    """An app that is not started. Its threads' loops are closed all the same."""
    loops: list[asyncio.AbstractEventLoop] = []
    new_event_loop = asyncio.new_event_loop

    def remembered() -> asyncio.AbstractEventLoop:
        loops.append(new_event_loop())
        return loops[-1]

    monkeypatch.setattr(asyncio, "new_event_loop", remembered)
    asyncio.set_event_loop(remembered())
    work = Work(
        Worker("enrich", "w1", "0.1.0"), NothingToDo(), ManualClock(), NoMeter()
    )
    yield build_app(work, Broker("kafka://127.0.0.1:1", "enrich", [P0.topic]))
    asyncio.set_event_loop(None)
    for loop in loops:
        loop.close()


class Unguarded(GuardedConsumer):
    """What a later Faust might do: choose offsets by itself."""

    def _new_offset(self, tp: TP) -> int | None:
        return Consumer._new_offset(self, tp)  # noqa: SLF001 - Faust's own choice


class Silent(GuardedConsumer):
    """What a later Faust might do: never commit."""

    def _new_offset(self, tp: TP) -> int | None:
        assert tp
        return None


def test_faust_by_itself_would_commit_past_a_record_in_flight() -> None:
    partition = TP("t", 0)
    consumer = SimpleNamespace(
        _acked={partition: [2586, 2587, 2588, 2589]},
        _gap=defaultdict(IntervalTree),
        _committed_offset={partition: 2585},
        _acked_index=defaultdict(set),
    )
    assert Consumer._new_offset(cast("Any", consumer), partition) == 2590  # noqa: SLF001 - the fault itself


def test_a_built_app_has_passed_its_self_check(app: HostApp) -> None:
    consumer = app.consumer
    assert isinstance(consumer, GuardedConsumer)
    check_guard(consumer)
    assert consumer.guard is not None


@pytest.mark.parametrize("other", [Unguarded, Silent])
def test_a_faust_that_goes_another_way_is_refused(
    app: HostApp, other: type[GuardedConsumer]
) -> None:
    consumer = cast("GuardedConsumer", app.consumer)
    consumer.__class__ = other
    with pytest.raises(Halt, match="self-check"):
        check_guard(consumer)


def test_a_commit_past_an_unfinished_record_is_stopped_at_the_last_gate() -> None:
    kernel = Kernel(Policy(), Random(0))  # noqa: S311 - draws nothing
    kernel.assign({P0: 1})
    kernel.accept([record(5)], now_s=0.0)
    guard = CommitGuard(kernel, NoMeter())
    guard.check({TP(*P0): 5})
    with pytest.raises(Halt, match="6 past 5"):
        guard.check({TP(*P0): 6})


def test_faust_waits_until_many_records_have_come(app: HostApp) -> None:
    async def limits(consumer: AIOKafkaConsumer) -> tuple[int, int]:
        await consumer.stop()
        # What the consumer hands to its fetcher when it starts.
        return consumer._fetch_min_bytes, consumer._fetch_max_wait_ms  # noqa: SLF001 - the only way

    async def found() -> list[tuple[int, int]]:
        thread = app.consumer._thread  # type: ignore[attr-defined] # noqa: SLF001 - Faust's own
        ours = thread._create_worker_consumer(app.transport)  # noqa: SLF001 - Faust's own
        return [await limits(AIOKafkaConsumer()), await limits(ours)]

    loop = asyncio.get_event_loop_policy().get_event_loop()
    assert loop.run_until_complete(found()) == [(1, 500), (65_536, 100)]


def test_without_a_guard_nothing_is_committed(app: HostApp) -> None:
    consumer = cast("GuardedConsumer", app.consumer)
    consumer.guard = None
    partition = TP(*P0)
    assert consumer._new_offset(partition) is None  # noqa: SLF001 - what Faust asks
    committing = consumer._commit({partition: 9})  # noqa: SLF001 - what Faust calls
    assert asyncio.run(committing) is False
