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
from tocsin.log.base import Record, TopicPartition

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
    # In the order of the first effect, be it an output or a letter.
    handled: dict[int, None] = field(default_factory=dict)
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
        self.taken: dict[TopicPartition, int | None] = {}
        self.settlement: Settlement | None = None
        self.now_s = 0.0
        for partition, world in self.world.items():
            world.records = [
                record(offset, partition=partition.partition, key=key)
                for offset, key in enumerate("aabaababba")
            ]
        self.assigned({P0, P1})

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

    @precondition(lambda self: not self.batch)
    @rule(seconds=st.sampled_from([0.0, 0.3, 2.0]))
    def take(self, seconds: float) -> None:
        self.now_s += seconds
        for partition in PARTITIONS:
            self.deliver(partition, 2)
        self._take()

    @precondition(lambda self: self.batch and self.settlement is None)
    @rule(names=st.tuples(*[st.sampled_from(sorted(OUTCOMES))] * 3))
    def settle(self, names: tuple[str, ...]) -> None:
        said = [OUTCOMES[name] for name in names]
        self._settle(said[: len(self.batch)])

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
            assert set(range(world.committed)) <= world.handled.keys()

    @invariant()
    def no_commit_would_pass_it_either(self) -> None:
        for partition, offset in self.kernel.commits().items():
            assert set(range(offset)) <= self.world[partition].handled.keys()
            lowest = self.kernel.lowest_unfinished(partition)
            assert lowest is None or offset <= lowest

    @invariant()
    def first_effects_of_a_key_are_in_order(self) -> None:
        for world in self.world.values():
            for key in "ab":
                first = [o for o in world.handled if world.records[o].key == key]
                assert first == sorted(first)

    @invariant()
    def what_waits_is_bounded(self) -> None:
        status = self.kernel.status()
        one_delivery = 4
        waiting = status.waiting + status.in_flight
        assert waiting <= POLICY.batch.buffer_records_max + one_delivery

    def teardown(self) -> None:
        """All comes to its end."""
        self.assigned({P0, P1})
        for _ in range(500):
            for partition in PARTITIONS:
                self.deliver(partition, 4)
            if not self.batch:
                self._take()
            if self.batch:
                if self.settlement is None:
                    self._settle([Done() for _ in self.batch])
                self.finish()
            self.commit()
            self.now_s += 1.0
            if all(w.committed == len(w.records) for w in self.world.values()):
                break
        for world in self.world.values():
            assert world.committed == len(world.records)

    def _take(self) -> None:
        self.batch = self.kernel.next_batch(self.now_s)
        self.taken = {p: world.epoch for p, world in self.world.items()}

    def _settle(self, outcomes: list[Outcome]) -> None:
        self.settlement = self.kernel.settle(outcomes)
        ruled = self.settlement.outcomes
        for delivery, said, outcome in zip(self.batch, outcomes, ruled, strict=True):
            at = delivery.record.position
            world = self.world[delivery.record.source]
            # The kernel answers Skip for what it lost: nobody's effect, whatever
            # the handler said of it.
            is_lost = world.epoch != self.taken[delivery.record.source]
            if isinstance(outcome, Done | Dead) or (
                said == outcome == Skip() and not is_lost
            ):
                world.handled.setdefault(at.offset)


TestDeliveries = Deliveries.TestCase
TestDeliveries.settings = settings(
    max_examples=150, stateful_step_count=40, deadline=None
)
