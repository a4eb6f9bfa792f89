"""The Faust edge acknowledges what is done, and ends the process otherwise."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import Any, cast

import pytest

from services.enrich import faust_host
from services.enrich.faust_host import CRASHED, FaustHost, Work
from tests.manual_clock import ManualClock
from tests.unit.services.enrich.faust_fakes import (
    FakeApp,
    FakeConsumer,
    FakeFlow,
    FakeMessage,
    FakeStream,
)
from tocsin.delivery.buffer import BatchPolicy
from tocsin.delivery.kernel import Policy
from tocsin.delivery.outcome import Dead, Delivery, Done, Outcome
from tocsin.delivery.retry import RetryPolicy
from tocsin.delivery.runner import Worker
from tocsin.delivery.status import NoMeter, Status
from tocsin.delivery.stopping import ABANDONED
from tocsin.errors import DependencyDown
from tocsin.log.base import NewRecord

POLICY = Policy(
    batch=BatchPolicy(age_max_s=0.0, records_max=2),
    retry=RetryPolicy(base_s=0.0, cap_s=0.0),
)
LIMIT_S = 20.0


class Handling:
    """A handler made of a function."""

    def __init__(self, outcome: Callable[[Delivery], Outcome]) -> None:
        self.outcome = outcome
        self.seen: list[int] = []

    def handle(self, deliveries: Sequence[Delivery]) -> Sequence[Outcome]:
        """Note what was seen."""
        self.seen += [delivery.record.offset for delivery in deliveries]
        return [self.outcome(delivery) for delivery in deliveries]


def copied(delivery: Delivery) -> Outcome:
    return Done((NewRecord("out", delivery.record.key, delivery.record.value),))


class Trial:
    """A host on a stream; ends when all is acknowledged or the process would end."""

    def __init__(
        self,
        messages: list[FakeMessage],
        outcome: Callable[[Delivery], Outcome] = copied,
        *,
        app: FakeApp | None = None,
        is_ending: bool = False,
    ) -> None:
        self.codes: list[int] = []
        self.shown: list[Status] = []
        self.handler = Handling(outcome)
        self.app = app or FakeApp()
        self.stream = FakeStream(self.app, messages, is_ending)
        self.stream.on_ack = self._acked
        self.ended = asyncio.Event()
        self.until_acked: int | None = None
        worker = Worker("enrich", "w1", "0.1.0", POLICY)
        self.host = FaustHost(
            Work(
                worker,
                self.handler,
                ManualClock(),
                NoMeter(),
                self._end,
                self.shown.append,
            )
        )

    def _end(self, code: int) -> None:
        self.codes.append(code)
        self.ended.set()

    def _acked(self) -> None:
        if len(self.stream.acked) == self.until_acked:
            self.ended.set()

    async def run(self, until_acked: int | None) -> None:
        """Read until so many are acknowledged, or until the process would end."""
        self.until_acked = until_acked
        reading = asyncio.create_task(self.host.read(cast("Any", self.stream)))
        await asyncio.wait_for(self.ended.wait(), LIMIT_S)
        if until_acked is not None:
            await self.host.drain()
        reading.cancel()
        await asyncio.wait({reading})
        if not reading.cancelled():
            reading.exception()


def run(trial_of: Callable[[], Trial], until_acked: int | None = None) -> Trial:
    async def main() -> Trial:
        trial = trial_of()
        await trial.run(until_acked)
        return trial

    return asyncio.run(main())


def messages(*offsets: int) -> list[FakeMessage]:
    return [FakeMessage(offset) for offset in offsets]


def test_records_are_written_then_acknowledged_in_order() -> None:
    trial = run(lambda: Trial(messages(0, 1, 2)), until_acked=3)
    assert trial.stream.acked == [0, 1, 2]
    assert [value for _, value, _ in trial.app.sent] == [b"value"] * 3
    assert trial.app.consumer.commits >= 2
    assert trial.codes == []


def test_a_dead_record_is_acknowledged_after_its_letter() -> None:
    trial = run(lambda: Trial(messages(0), lambda _: Dead("bad", "")), until_acked=1)
    ((_, value, headers),) = trial.app.sent
    assert headers["ce_type"] == b"tocsin.record.dead-lettered"
    assert b"bad" in (value or b"")


def test_offsets_that_were_not_delivered_end_the_process() -> None:
    trial = run(lambda: Trial(messages(0, 2)))
    assert trial.codes == [CRASHED]
    assert 2 not in trial.stream.acked


def test_a_partition_that_does_not_start_where_it_must_ends_the_process() -> None:
    app = FakeApp(consumer=FakeConsumer(start=5))
    trial = run(lambda: Trial(messages(7), app=app))
    assert trial.codes == [CRASHED]
    assert trial.stream.acked == []


def test_a_record_that_comes_twice_is_handled_once() -> None:
    trial = run(lambda: Trial(messages(0, 0, 1)), until_acked=2)
    assert trial.handler.seen == [0, 1]


def test_records_of_an_old_generation_are_left_to_be_read_again() -> None:
    old = FakeMessage(0, generation_id=0)
    trial = run(lambda: Trial([old, *messages(0, 1)]), until_acked=2)
    assert trial.handler.seen == [0, 1]


def test_a_record_in_hand_when_a_rebalance_begins_is_left_to_be_read_again() -> None:
    app = FakeApp(flow_control=FakeFlow(records_held=1))
    trial = run(lambda: Trial(messages(7, 0, 1), app=app), until_acked=2)
    assert trial.handler.seen == [0, 1]
    assert trial.codes == []


def test_an_unexpected_error_ends_the_process_unacknowledged() -> None:
    def outcome(_: Delivery) -> Outcome:
        raise ZeroDivisionError

    trial = run(lambda: Trial(messages(0), outcome))
    assert trial.codes == [CRASHED]
    assert trial.stream.acked == []


def test_what_the_error_says_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    def outcome(_: Delivery) -> Outcome:
        raise ValueError(said)

    said = "they took our passports"
    run(lambda: Trial(messages(0), outcome))
    assert "ValueError" in caplog.text
    assert "passports" not in caplog.text


def test_a_stream_that_ends_by_itself_ends_the_process() -> None:
    trial = run(lambda: Trial([], is_ending=True))
    assert trial.codes == [CRASHED]


def test_a_dependency_that_is_down_is_waited_for() -> None:
    failures = iter([True, True, False])

    def outcome(delivery: Delivery) -> Outcome:
        if next(failures, False):
            raise DependencyDown("models", "loading")
        return copied(delivery)

    trial = run(lambda: Trial(messages(0), outcome), until_acked=1)
    assert trial.handler.seen == [0, 0, 0]
    assert trial.codes == []
    assert max(status.in_flight for status in trial.shown) == 1
    assert max(status.outages for status in trial.shown) == 2
    assert trial.shown[-1].last_error == "DependencyDown"


def test_a_rebalance_drops_what_is_in_hand() -> None:
    async def main() -> Trial:
        loop = asyncio.get_running_loop()

        def outcome(delivery: Delivery) -> Outcome:
            revoking = asyncio.run_coroutine_threadsafe(trial.host.revoked(), loop)
            revoking.result(LIMIT_S)
            return copied(delivery)

        trial = Trial(messages(0), outcome)
        reading = asyncio.create_task(trial.host.read(cast("Any", trial.stream)))
        await asyncio.wait_for(trial.app.consumer.committed.wait(), LIMIT_S)
        await trial.host.drain()
        reading.cancel()
        return trial

    trial = asyncio.run(main())
    assert trial.handler.seen == [0]
    assert trial.app.sent == []
    assert trial.stream.acked == []


def test_a_batch_that_outlasts_the_grace_is_abandoned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(faust_host, "GRACE_S", 0.0)
    started, go_on = threading.Event(), threading.Event()

    def outcome(delivery: Delivery) -> Outcome:
        started.set()
        go_on.wait(LIMIT_S)
        return copied(delivery)

    async def main() -> Trial:
        trial = Trial(messages(0), outcome)
        reading = asyncio.create_task(trial.host.read(cast("Any", trial.stream)))
        await asyncio.to_thread(started.wait, LIMIT_S)
        await trial.host.drain()
        acked = list(trial.stream.acked)
        go_on.set()
        reading.cancel()
        assert acked == []
        return trial

    assert asyncio.run(main()).codes == [ABANDONED]
