"""What of Faust the edge touches, without a broker."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from services.enrich.faust_plain import TP

TOPIC = "allegations.received"
PARTITION = TP(TOPIC, 0)


@dataclass(frozen=True)
class FakeMessage:
    """A message as it comes off the wire."""

    offset: int
    generation_id: int = 1
    topic: str = TOPIC
    partition: int = 0
    key: bytes | None = b"case"
    value: bytes | None = b"value"
    headers: object = None
    timestamp: float = 1_772_366_400.0

    @property
    def tp(self) -> TP:
        """Its partition."""
        return TP(self.topic, self.partition)


@dataclass(frozen=True)
class FakeEvent:
    """A message in a stream."""

    message: FakeMessage


@dataclass
class FakeConsumer:
    """Holds one partition, read from `start`."""

    start: int = 0
    commits: int = 0
    committed: asyncio.Event = field(default_factory=asyncio.Event)

    def assignment(self) -> set[TP]:
        """One partition."""
        return {PARTITION}

    async def start_of(self, tp: TP) -> int:
        """Where reading begins."""
        assert tp == PARTITION
        return self.start

    async def commit(self) -> bool:
        """Count."""
        self.commits += 1
        self.committed.set()
        return True


@dataclass
class FakeTopic:
    """A topic that confirms, or fails in one of the two steps of a send."""

    sent: list[tuple[bytes, bytes | None, Mapping[str, bytes]]]
    refuses: Exception | None = None
    fails: Exception | None = None

    async def send(
        self, *, key: bytes, value: bytes | None, headers: Mapping[str, bytes]
    ) -> Awaitable[None]:
        """The first await hands over, the second has the brokers' word."""
        if self.refuses:
            raise self.refuses
        confirmed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self.fails:
            confirmed.set_exception(self.fails)
        else:
            self.sent.append((key, value, headers))
            confirmed.set_result(None)
        return confirmed


@dataclass
class FakeFlow:
    """Stands still for the first records, as in a rebalance."""

    records_held: int = 0

    def is_active(self) -> bool:
        """Whether records flow; asked once for each."""
        self.records_held -= 1
        return self.records_held < 0


@dataclass
class FakeApp:
    """An app with a consumer and topics."""

    consumer: FakeConsumer = field(default_factory=FakeConsumer)
    flow_control: FakeFlow = field(default_factory=FakeFlow)
    consumer_generation_id: int = 1
    refuses: Exception | None = None
    fails: Exception | None = None
    sent: list[tuple[bytes, bytes | None, Mapping[str, bytes]]] = field(
        default_factory=list
    )

    def topic(self, *_names: str, **_options: object) -> FakeTopic:
        """Any topic."""
        return FakeTopic(self.sent, self.refuses, self.fails)


@dataclass
class FakeStream:
    """Gives its events and then stays open, unless it is ending."""

    app: FakeApp
    messages: list[FakeMessage]
    is_ending: bool = False
    acked: list[int] = field(default_factory=list)
    on_ack: Callable[[], object] = list

    def noack(self) -> "FakeStream":
        """Itself."""
        return self

    async def events(self) -> AsyncIterator[FakeEvent]:
        """What there is."""
        for message in self.messages:
            yield FakeEvent(message)
        if not self.is_ending:
            await asyncio.Event().wait()

    async def ack(self, event: FakeEvent) -> None:
        """Remember."""
        self.acked.append(event.message.offset)
        self.on_ack()
