"""A world of two workers on one log, in which everything that can go wrong does.

One seed is one history: what is published, which step of which worker crashes, meets a
dependency that is down, or is overtaken by a rebalance. Interleaving needs no threads:
a fault in one worker's step may run the other worker's rounds inside it, after which
the first goes on as a zombie.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from schemas.topics import ENRICHED, RECEIVED
from tests.manual_clock import ManualClock
from tests.memory_log import MemoryLog, MemoryReader
from tocsin.delivery.buffer import BatchPolicy
from tocsin.delivery.kernel import Policy
from tocsin.delivery.outcome import Dead, Delivery, Done, Outcome, Retry, Skip
from tocsin.delivery.retry import RetryPolicy
from tocsin.delivery.runner import Runner, Worker
from tocsin.errors import DependencyDown, Halt, OutcomeUnknown
from tocsin.ids import letter_id
from tocsin.log.base import NewRecord, Record, TopicPartition

MEMBERS = ("w1", "w2")
KEYS = "abcd"
POLICY = Policy(
    batch=BatchPolicy(records_max=4, age_max_s=0.0, buffer_records_max=8),
    retry=RetryPolicy(attempts_max=3, base_s=1.0, cap_s=4.0),
)
# What the handler does with a record: how often such a record is published.
KINDS = {"good": 60, "skip": 5, "poison": 8, "slow": 12, "stubborn": 5, "waits": 10}
DEADLY = frozenset({"poison", "stubborn"})
ROUNDS_TO_HEAL_MAX = 1_500


class Crash(Exception):
    """The process is gone, at this very step."""


@dataclass
class Fates:
    """The handler: what becomes of a record stands in its value."""

    before: Callable[[str], None]
    random: Random
    healed: bool = False

    def handle(self, deliveries: Sequence[Delivery]) -> Sequence[Outcome]:
        """One outcome each."""
        self.before("handle")
        return [self._outcome(delivery) for delivery in deliveries]

    def _outcome(self, delivery: Delivery) -> Outcome:
        kind = kind_of(delivery.record)
        if kind == "skip":
            return Skip()
        if kind == "poison":
            return Dead("poison", "for a test")
        if kind == "stubborn" or (kind == "slow" and delivery.attempt < 3):
            return Retry("not yet", counts=True)
        if kind == "waits" and not self.healed and self.random.random() < 0.5:
            return Retry("down", counts=False)
        record = delivery.record
        return Done((NewRecord(ENRICHED.name, record.key, record.value),))


def kind_of(record: Record) -> str:
    """The kind that stands in a value such as b'a:7:good'."""
    assert record.value is not None
    return record.value.decode().split(":")[2]


def number_of(record: Record) -> int:
    """Its number in the order of publishing."""
    assert record.value is not None
    return int(record.value.decode().split(":")[1])


@dataclass
class Member:
    """A worker's process; a new one after each crash."""

    runner: Runner
    reader: MemoryReader


@dataclass
class World:
    """One history.

    Attributes:
        random: the seed's.
        make_runner: `Runner`, or what a test puts in its place to be caught.
        rate: how likely a fault is at each step.
        members: names of the workers.
    """

    random: Random
    make_runner: type[Runner] = Runner
    rate: float = 0.12
    members: tuple[str, ...] = MEMBERS
    published: int = 0
    alive: dict[str, Member] = field(default_factory=dict)
    busy: list[str] = field(default_factory=list)
    is_publishing: bool = False
    faults: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """All workers, one log, no records."""
        self.clock = ManualClock()
        self.log = MemoryLog([RECEIVED.name], fault=self.step, clock=self.clock)
        self.log.give(self.members[0], self.log.partitions())
        self.fates = Fates(self.step, self.random)
        self._checked: dict[TopicPartition, int] = {}

    def live(self, actions: int) -> None:
        """Let things happen, one after the other."""
        for _ in range(actions):
            action = self.random.choices(
                (self.publish, self.work, self.rebalance), (4, 7, 1)
            )[0]
            action()
            self.check()

    def heal(self) -> None:
        """No more faults: all that was published must come to its end."""
        self.rate = 0.0
        self.fates.healed = True
        for _ in range(ROUNDS_TO_HEAL_MAX):
            if all(self.log.offsets.get(p, 0) == n for p, n in self._ends().items()):
                return
            for name in self.members:
                self._round(name)
            self.check()
        raise AssertionError("the workers get nowhere")

    def publish(self) -> None:
        """An acknowledged record."""
        self.published += 1
        key = self.random.choice(KEYS)
        kind = self.random.choices(list(KINDS), list(KINDS.values()))[0]
        value = f"{key}:{self.published}:{kind}".encode()
        self.is_publishing = True
        self.log.append([NewRecord(RECEIVED.name, key, value)])
        self.is_publishing = False

    def work(self) -> None:
        """A round of a worker that is not in the middle of one."""
        free = [name for name in self.members if name not in self.busy]
        if free:
            self._round(self.random.choice(free))

    def rebalance(self) -> None:
        """Some partitions change hands, or leave a hand and come back."""
        for partition in self.log.partitions():
            if self.random.random() < 0.5:
                self.log.give(self.random.choice(self.members), [partition])

    def step(self, name: str) -> None:
        """Called before every step of every worker, and after every write."""
        if self.is_publishing:
            return
        self.check()
        if self.random.random() >= self.rate:
            return
        fault = self.random.choices(("crash", "down", "zombie"), (4, 3, 3))[0]
        self.faults[fault] = self.faults.get(fault, 0) + 1
        if fault == "crash":
            raise Crash(name)
        if fault == "down":
            if name.startswith("appended") or name == "committed":
                raise OutcomeUnknown("log", name)
            raise DependencyDown("log", name)
        self.rebalance()
        for _ in range(self.random.randint(1, 4)):
            self.work()

    def _round(self, name: str) -> None:
        self.busy.append(name)
        try:
            member = self.alive.get(name) or self._start(name)
            self.clock.passed_s += self.random.random()
            member.runner.round(member.reader)
        except DependencyDown:
            assert name not in self.alive  # only joining may say so; the rest waits
        except (Crash, Halt):
            self.alive.pop(name, None)
        finally:
            self.busy.pop()

    def _start(self, name: str) -> Member:
        reader = self.log.join("enrich", [RECEIVED.name], member=name)
        worker = Worker("enrich", name, "0.1.0", POLICY)
        runner = self.make_runner(
            self.log, worker, self.fates, clock=self.clock, random=self.random
        )
        self.alive[name] = Member(runner, reader)
        return self.alive[name]

    def _ends(self) -> dict[TopicPartition, int]:
        return {
            p: len(kept) for p, kept in self.log.records.items() if p in self._inputs()
        }

    def _inputs(self) -> set[TopicPartition]:
        return set(self.log.partitions())

    def check(self) -> None:
        """What holds at every instant: what is committed has its effect, durably.

        Effects are only ever added, so each record is looked at once.
        """
        for partition, committed in self.log.offsets.items():
            checked = self._checked.get(partition, 0)
            if committed > checked:
                self._check_handled(self.log.records[partition][checked:committed])
                self._checked[partition] = committed

    def _check_handled(self, records: Sequence[Record]) -> None:
        outputs = {record.value for record in self.log.all_of(ENRICHED.name)}
        letters = self._letters()
        for record in records:
            kind = kind_of(record)
            if kind in DEADLY:
                assert letter_of(record) in letters, f"{record.position} is lost"
            elif kind != "skip":
                assert record.value in outputs, f"{record.position} is lost"

    def check_end(self) -> None:
        """What holds when all is quiet."""
        self.check()
        inputs = {r.value: r for r in self.log.all_of(RECEIVED.name)}
        assert len(inputs) == self.published
        for output in self.log.all_of(ENRICHED.name):
            assert kind_of(inputs[output.value]) not in DEADLY | {"skip"}
        deadly = {letter_of(r) for r in inputs.values() if kind_of(r) in DEADLY}
        assert self._letters() == deadly
        self._check_order()

    def _check_order(self) -> None:
        """The first effects of a key come in the order of its records."""
        first: dict[str, list[int]] = {}
        for output in self.log.all_of(ENRICHED.name):
            numbers = first.setdefault(output.key, [])
            if number_of(output) not in numbers:
                numbers.append(number_of(output))
        for key, numbers in first.items():
            assert numbers == sorted(numbers), f"the order of {key} is broken"

    def _letters(self) -> set[str]:
        return {r.headers["ce_id"] for r in self.log.all_of(RECEIVED.dead_letters)}


def letter_of(record: Record) -> str:
    """The id of the letter about a record."""
    return letter_id("enrich", *record.position)


def history(seed: int, make_runner: type[Runner] = Runner, actions: int = 60) -> World:
    """Play a seed from its beginning to the quiet end."""
    world = World(Random(seed), make_runner)  # noqa: S311 - a test's dice
    world.live(actions)
    world.heal()
    world.check_end()
    return world
