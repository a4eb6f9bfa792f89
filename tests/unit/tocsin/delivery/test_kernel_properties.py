"""Whatever happens in whatever order, the kernel's promises hold.

Unlike the simulation of whole workers, rebalances and deliveries come here between any
two steps of a batch, as they do under Faust.
"""

from dataclasses import dataclass, field
from random import Random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from tests.unit.tocsin.delivery.records import P0, P1, record
from tocsin.delivery.breaker import BreakerPolicy
from tocsin.delivery.buffer import BatchPolicy
from tocsin.delivery.kernel import Kernel, Policy, Settlement
from tocsin.delivery.outcome import Dead, Delivery, Done, Outcome, Retry, Skip
from tocsin.delivery.retry import RetryPolicy
from tocsin.log.base import NewRecord, Record, TopicPartition

PARTITIONS = (P0, P1)
OUTCOMES: dict[str, Outcome] = {
    "done": Done(),
    "skip": Skip(),
    "dead": Dead("bad", ""),
    "counted": Retry("slow", counts=True),
    "waits": Retry("down", counts=False),
}
POLICY = Policy(
    BatchPolicy(records_max=3, age_max_s=0.0, buffer_records_max=6),
    RetryPolicy(attempts_max=2, base_s=0.5, cap_s=1.0),
    BreakerPolicy(sample_min=1_000_000),
)


@dataclass
class Partition:
    """One partition as the log and the world know it."""

    records: list[Record] = field(default_factory=list)
    handled: set[int] = field(default_factory=set)
    effects: list[int] = field(default_factory=list)
    committed: int = 0
    position: int = 0
    epoch: int | None = None
    epochs: int = 0


class Deliveries(RuleBasedStateMachine):
    """A kernel, and a model of all around it."""

    @initialize()
    def start(self) -> None:
        self.kernel = Kernel(POLICY, Random(1))  # noqa: S311 - delays, not secrets
        self.world = {partition: Partition() for partition in PARTITIONS}
        self.batch: tuple[Delivery, ...] = ()
        self.settlement: Settlement | None = None
        self.now_s = 0.0
        self.assigned({P0, P1})

    @rule(partition=st.sampled_from(PARTITIONS), key=st.sampled_from("ab"))
    def publish(self, partition: TopicPartition, key: str) -> None:
        kept = self.world[partition].records
        kept.append(record(len(kept), partition=partition.partition, key=key))

    @rule(partition=st.sampled_from(PARTITIONS), count=st.integers(1, 4))
    def deliver(self, partition: TopicPartition, count: int) -> None:
        world = self.world[partition]
        if world.epoch is not None and partition not in self.kernel.paused():
            found = world.records[world.position : world.position + count]
            world.position += len(found)
            self.kernel.accept(found, self.now_s)

    @rule(held=st.sets(st.sampled_from(PARTITIONS)))
    def assigned(self, held: set[TopicPartition]) -> None:
        for partition, world in self.world.items():
            world.epoch = None
            if partition in held:
                world.epochs += 1
                world.epoch = world.epochs
                world.position = world.committed
        epochs = {p: w.epoch for p, w in self.world.items() if w.epoch is not None}
        self.kernel.assign(epochs)

    @rule(seconds=st.floats(0.0, 2.0))
    def wait(self, seconds: float) -> None:
        self.now_s += seconds

    @precondition(lambda self: not self.batch)
    @rule()
    def take(self) -> None:
        self.batch = self.kernel.next_batch(self.now_s)

    @precondition(lambda self: self.batch and self.settlement is None)
    @rule(data=st.data())
    def settle(self, data: st.DataObject) -> None:
        names = st.sampled_from(sorted(OUTCOMES))
        said = [OUTCOMES[data.draw(names)] for _ in self.batch]
        self._settle([self._told(d, o) for d, o in zip(self.batch, said, strict=True)])

    @precondition(lambda self: self.batch)
    @rule()
    def postpone(self) -> None:
        self.kernel.postpone(self.now_s)
        self.batch, self.settlement = (), None

    @precondition(lambda self: self.settlement is not None)
    @rule()
    def finish(self) -> None:
        assert self.settlement is not None
        self.kernel.finish(self.settlement, self.now_s)
        self.batch, self.settlement = (), None

    @rule()
    def commit(self) -> None:
        offsets = self.kernel.commits()
        for partition, offset in offsets.items():
            assert self.world[partition].epoch is not None
            self.world[partition].committed = offset
        self.kernel.committed(offsets)

    @invariant()
    def no_commit_passes_what_is_not_handled(self) -> None:
        for world in self.world.values():
            assert set(range(world.committed)) <= world.handled

    @invariant()
    def no_commit_would_pass_it_either(self) -> None:
        for partition, offset in self.kernel.commits().items():
            assert set(range(offset)) <= self.world[partition].handled
            lowest = self.kernel.lowest_unfinished(partition)
            assert lowest is None or offset <= lowest

    def teardown(self) -> None:
        """All comes to its end, in the order of each key."""
        self.assigned({P0, P1})
        for _ in range(500):
            for partition in PARTITIONS:
                self.deliver(partition, 4)
            self.batch = self.batch or self.kernel.next_batch(self.now_s)
            if self.batch:
                if self.settlement is None:
                    self._settle([self._told(d, Done()) for d in self.batch])
                self.finish()
            self.commit()
            self.now_s += 1.0
            if all(w.committed == len(w.records) for w in self.world.values()):
                break
        for world in self.world.values():
            assert world.committed == len(world.records)
            for key in "ab":
                first = [o for o in world.effects if world.records[o].key == key]
                assert first == sorted(first)

    def _told(self, delivery: Delivery, outcome: Outcome) -> Outcome:
        """An output names its record, so that the model sees what is written."""
        if isinstance(outcome, Done):
            at = delivery.record.position
            name = f"{at.partition}:{at.offset}".encode()
            return Done((NewRecord("out", delivery.record.key, name),))
        return outcome

    def _settle(self, outcomes: list[Outcome]) -> None:
        self.settlement = self.kernel.settle(outcomes)
        ruled = self.settlement.outcomes
        for delivery, said, outcome in zip(self.batch, outcomes, ruled, strict=True):
            at = delivery.record.position
            world = self.world[delivery.record.source]
            # The kernel answers Skip for what it lost: that is nobody's effect.
            if isinstance(outcome, Done | Dead) or said == outcome == Skip():
                world.handled.add(at.offset)
        for output in self.settlement.outputs:
            partition, offset = map(int, (output.value or b"").split(b":"))
            effects = self.world[PARTITIONS[partition]].effects
            if offset not in effects:
                effects.append(offset)


TestDeliveries = Deliveries.TestCase
TestDeliveries.settings = settings(max_examples=150, stateful_step_count=40)
