"""The Faust edge: an agent that feeds the delivery kernel, and nothing else.

`take()` and `noack_take()` lose messages when their body fails, and so does every
acknowledgement out of order (docs/explanation/delivery.md). So the agent reads
`noack().events()`; batches, fates and offsets are the kernel's; and an error that
nobody expected ends the process at once, before anything later can be acknowledged.
"""

import asyncio
import logging
import os
import traceback
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, cast

from services.enrich.faust_guard import CommitGuard, GuardedConsumer, check_guard
from services.enrich.faust_plain import TP, AppT, EventT, Stream, StreamT
from services.enrich.faust_records import FaustAppender, record_of
from tocsin.clock import Clock
from tocsin.delivery.kernel import Kernel, Settlement
from tocsin.delivery.outcome import Delivery, Handler, Retry
from tocsin.delivery.runner import Worker
from tocsin.delivery.status import Meter, Status
from tocsin.delivery.stopping import ABANDONED
from tocsin.delivery.writer import Writer, measure
from tocsin.errors import DependencyDown, Halt
from tocsin.log.base import Position, TopicPartition

CRASHED = 70
"""Exit code (EX_SOFTWARE of sysexits.h) after an error that nobody expected."""

GRACE_S = 20.0
"""How long a stop waits for the batch in hand; below Kubernetes' 30 s."""

_logger = logging.getLogger(__name__)


def show_nobody(_status: Status) -> None:
    """For a worker that nobody watches."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a host runs, and with what.

    Attributes:
        end: ends the process at once, with an exit code.
        show: is called with a picture of the worker before and after each batch.
    """

    worker: Worker
    handler: Handler
    clock: Clock
    meter: Meter
    end: Callable[[int], object] = os._exit
    show: Callable[[Status], object] = show_nobody


class FaustHost:
    """One kernel between a Faust stream and a handler. Lives in the app's loop."""

    def __init__(self, work: Work) -> None:
        """Touches nothing yet."""
        self._work = work
        self._kernel = Kernel(
            work.worker.policy,
            Random(),  # noqa: S311 - delays, not secrets
        )
        self._events: dict[Position, EventT[bytes]] = {}
        self._next: dict[TopicPartition, int] = {}
        self._generation: int | None = None
        self._moved = asyncio.Event()
        self._delivering: asyncio.Task[None] | None = None
        self._is_stopping = False
        self._last_error: str | None = None

    def guard(self, consumer: GuardedConsumer) -> None:
        """Take over what Faust may commit.

        Raises:
            Halt: the self-check failed.
        """
        consumer.guard = CommitGuard(self._kernel, self._work.meter)
        check_guard(consumer)

    async def read(self, source: StreamT[Any]) -> None:
        """The body of the agent: reads until it is cancelled."""
        stream = cast("Stream[bytes]", source)
        self._delivering = self._started(self._deliver_all(stream))
        await self._started(self._read_all(stream))

    async def drain(self) -> None:
        """Finish the batch in hand and acknowledge it, or abandon it after grace."""
        self._is_stopping = True
        self._moved.set()
        if self._delivering is not None:
            _, unfinished = await asyncio.wait({self._delivering}, timeout=GRACE_S)
            if unfinished:
                self._work.end(ABANDONED)

    async def revoked(self, *_: object, **__: object) -> None:
        """A rebalance began: Faust reads all that is not committed again."""
        self._assign({}, None)

    def _started(self, body: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """A task whose error ends the process, whatever Faust makes of it."""
        task = asyncio.create_task(body)
        task.add_done_callback(self._ended)
        return task

    async def _read_all(self, stream: Stream[bytes]) -> None:
        async for event in stream.noack().events():
            await self._wait_for_room()
            await self._accept(event, stream.app)
        if not self._is_stopping:
            raise Halt("Faust ended the stream")

    async def _accept(self, event: EventT[bytes], app: AppT) -> None:
        message = event.message
        # The flow stands still during a rebalance. A record that waited for room when
        # it began still bears the number of the assignment that was taken away.
        if (
            message.generation_id != app.consumer_generation_id
            or not app.flow_control.is_active()
        ):
            return  # Faust reads it again under the new assignment.
        if message.generation_id != self._generation:
            self._assign(
                dict.fromkeys(
                    map(_ours, app.consumer.assignment()), message.generation_id
                ),
                message.generation_id,
            )
        record = record_of(message)
        expected = self._next.get(record.source)
        if expected is None:
            expected = await cast(GuardedConsumer, app.consumer).start_of(message.tp)
        if record.offset > expected:
            raise Halt(f"offsets {expected} to {record.offset - 1} were not delivered")
        self._next[record.source] = max(expected, record.offset + 1)
        self._events.setdefault(record.position, event)
        self._kernel.accept([record], self._work.clock.monotonic_s())
        self._moved.set()

    def _assign(
        self, epochs: dict[TopicPartition, int], generation: int | None
    ) -> None:
        self._generation = generation
        if self._kernel.assign(epochs):
            self._work.meter.assigned()
        self._events.clear()
        self._next.clear()
        self._moved.set()

    async def _wait_for_room(self) -> None:
        while self._kernel.is_full():
            await self._wait(None)

    async def _deliver_all(self, stream: Stream[bytes]) -> None:
        loop = asyncio.get_running_loop()
        work = self._work
        writer = Writer(
            FaustAppender(stream.app, loop),
            work.worker.stage,
            work.worker.code_version,
            work.clock,
        )
        while not self._is_stopping:
            batch = self._kernel.next_batch(work.clock.monotonic_s())
            self._show()
            if batch:
                await self._deliver(batch, writer, stream)
            else:
                await self._wait(self._kernel.due_in_s(work.clock.monotonic_s()))

    async def _deliver(
        self, batch: Sequence[Delivery], writer: Writer, stream: Stream[bytes]
    ) -> None:
        started_s = self._work.clock.monotonic_s()
        try:
            settlement = await asyncio.to_thread(self._settled, batch, writer)
        except DependencyDown as exc:
            self._last_error = type(exc).__name__
            self._work.meter.down(exc.name)
            _logger.warning("%s", exc)
            self._kernel.postpone(self._work.clock.monotonic_s())
            return
        finished_s = self._work.clock.monotonic_s()
        self._kernel.finish(settlement, finished_s)
        measure(
            self._work.meter,
            batch,
            settlement,
            took_s=finished_s - started_s,
            now=self._work.clock.now(),
        )
        await self._acknowledge(batch, settlement, stream)
        self._moved.set()

    def _settled(self, batch: Sequence[Delivery], writer: Writer) -> Settlement:
        # In a thread: `settle` only reads, and what the loop changes meanwhile
        # (`assign`, `accept`) it reads in one step.
        return writer.settle(self._kernel, self._work.handler.handle(batch))

    async def _acknowledge(
        self, batch: Sequence[Delivery], settlement: Settlement, stream: Stream[bytes]
    ) -> None:
        for delivery, outcome in zip(batch, settlement.outcomes, strict=True):
            if isinstance(outcome, Retry):
                continue
            event = self._events.pop(delivery.record.position, None)
            if event is not None:
                await stream.ack(event)
        await stream.app.consumer.commit()

    def _show(self) -> None:
        status = self._kernel.status()
        self._work.show(replace(status, last_error=self._last_error))

    async def _wait(self, timeout_s: float | None) -> None:
        """Until something moves, or the next batch is due."""
        self._moved.clear()
        waiting = asyncio.create_task(self._moved.wait())
        await asyncio.wait({waiting}, timeout=timeout_s)
        waiting.cancel()

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self._crash(error)

    def _crash(self, error: BaseException) -> None:
        # Without the message: an unexpected error may quote the allegation.
        frames = "".join(traceback.format_tb(error.__traceback__))
        told = str(error) if isinstance(error, Halt) else type(error).__name__
        _logger.critical("the worker ends at once: %s\n%s", told, frames)
        self._work.end(CRASHED)


def _ours(partition: TP) -> TopicPartition:
    return TopicPartition(partition.topic, partition.partition)
