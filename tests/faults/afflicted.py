"""A world in which one fault strikes, again and again, until it is healed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from schemas.topics import ENRICHED
from tests.manual_clock import ManualClock
from tests.pipeline.crash_world import MEMBERS, Crash, World
from tocsin.delivery.runner import Runner
from tocsin.errors import DependencyDown, OutcomeUnknown

ACTIONS = 60


class WrongClock(ManualClock):
    """A clock whose time of day is off; seconds since the start are not."""

    off: timedelta = timedelta(0)

    def now(self) -> datetime:
        """What this machine takes for the time of day."""
        return super().now() + self.off


@dataclass
class Afflicted(World):
    """One history with one fault.

    Attributes:
        strike: called before every step of every worker, and after every write.
        interrupt: called between two steps.
        struck: how often the fault has struck.
        away_until_s: when the log answers again.
        burst: kills that are still to come.
    """

    strike: Callable[["Afflicted", str], None] = lambda _world, _step: None
    interrupt: Callable[["Afflicted"], None] = lambda _world: None
    struck: int = 0
    away_until_s: float = 0.0
    burst: int = 0
    healthy: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        """A clock that can be wrong."""
        super().__post_init__()
        self.clock: WrongClock = WrongClock()
        self.log.clock = self.clock

    def step(self, name: str) -> None:
        """What holds at every instant, then the fault."""
        if self.is_publishing:
            return
        self.check()
        if not self.healthy:
            self.strike(self, name)

    def live(self, actions: int) -> None:
        """Let the fault strike between steps too."""
        for _ in range(actions):
            super().live(1)
            self.interrupt(self)

    def heal(self) -> None:
        """No more faults."""
        self.healthy = True
        super().heal()

    def chance(self, likely: float) -> bool:
        """Whether it happens now; counted."""
        happens = self.random.random() < likely
        self.struck += happens
        return happens

    def outputs(self) -> list[bytes | None]:
        """What was written, with all repeats."""
        return [record.value for record in self.log.all_of(ENRICHED.name)]


def kill_at(*steps: str, likely: float = 0.15) -> Callable[[Afflicted, str], None]:
    """SIGKILL before these steps, or after these writes."""

    def strike(world: Afflicted, name: str) -> None:
        if name.startswith(steps) and world.chance(likely):
            raise Crash(name)

    return strike


def down_at(*steps: str, likely: float = 0.5) -> Callable[[Afflicted, str], None]:
    """These steps fail; after a write the worker does not know that it was done."""

    def strike(world: Afflicted, name: str) -> None:
        if name.startswith(steps) and world.chance(likely):
            if name.startswith("appended") or name == "committed":
                raise OutcomeUnknown("log", name)
            raise DependencyDown("log", name)

    return strike


def kill_in_bursts(world: Afflicted, name: str) -> None:
    """Thirty kills in a row now and then, at any step."""
    if world.burst == 0 and world.random.random() < 0.01:
        world.burst = 30
    if world.burst and world.chance(0.5):
        world.burst -= 1
        raise Crash(name)


def fall_asleep(world: Afflicted, _name: str) -> None:
    """SIGSTOP: others take over and go on; then this one goes on as a zombie."""
    if world.chance(0.08):
        world.rebalance()
        for _ in range(world.random.randint(1, 4)):
            world.work()


def leave_in_order(world: Afflicted) -> None:
    """SIGTERM: a worker ends after its batch; another process starts later."""
    if world.alive and world.chance(0.3):
        del world.alive[world.random.choice(sorted(world.alive))]


def rebalance_always(world: Afflicted) -> None:
    """A storm of rebalances."""
    world.struck += 1
    world.rebalance()


def lose_the_log(world: Afflicted, name: str) -> None:
    """Nothing answers for five minutes."""
    if world.clock.passed_s >= world.away_until_s and world.chance(0.02):
        world.away_until_s = world.clock.passed_s + 300.0
    if world.clock.passed_s < world.away_until_s:
        raise DependencyDown("log", name)


def read_all_again(world: Afflicted) -> None:
    """Somebody sets the group back to the first record."""
    if world.chance(0.1):
        # Kafka allows it to a group without members only: all join anew.
        for partition in world.log.partitions():
            world.log.offsets[partition] = 0
            world.log.give(world.random.choice(world.members), [partition])


def turn_the_clock(world: Afflicted) -> None:
    """The time of day jumps by up to an hour, forward or back."""
    if world.chance(0.3):
        world.clock.off = timedelta(hours=world.random.uniform(-1, 1))


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of the table.

    Attributes:
        number: its row in docs/reference/guarantees.md.
        name: what happens.
    """

    number: int
    name: str
    strike: Callable[[Afflicted, str], None] = lambda _world, _step: None
    interrupt: Callable[[Afflicted], None] = lambda _world: None
    members: tuple[str, ...] = MEMBERS

    def history(
        self, seed: int, make_runner: type[Runner] = Runner
    ) -> tuple[Afflicted, float]:
        """Play a seed to its quiet end; the world, and seconds until all was handled.

        Raises:
            AssertionError: something was lost, made up, or came out of order.
        """
        world = Afflicted(
            Random(seed),  # noqa: S311 - a test's dice
            make_runner,
            members=self.members,
            strike=self.strike,
            interrupt=self.interrupt,
        )
        world.live(ACTIONS)
        healed_s = world.clock.passed_s
        world.heal()
        world.check_end()
        return world, world.clock.passed_s - healed_s


_OUTPUTS = f"append {ENRICHED.name}"
_LETTERS = "append allegations.received.dead-letters"

FAULTS = (
    Fault(1, "killed before the write", kill_at("handle", "append ")),
    Fault(1, "killed between write and acknowledgment", kill_at("appended")),
    Fault(1, "killed before the commit", kill_at("commit", likely=0.3)),
    Fault(2, "bursts of thirty kills", kill_in_bursts),
    Fault(3, "ended in order while it works", interrupt=leave_in_order),
    Fault(4, "asleep, then a zombie", fall_asleep),
    Fault(5, "a storm of rebalances", interrupt=rebalance_always),
    Fault(
        6,
        "rebalances while nothing can be written",
        down_at("append", likely=0.7),
        rebalance_always,
    ),
    Fault(
        7,
        "more workers than partitions, some killed",
        kill_at("handle", "commit"),
        members=("w1", "w2", "w3", "w4", "w5"),
    ),
    Fault(9, "the log away for five minutes", lose_the_log),
    Fault(11, "written, and not confirmed", down_at("appended", likely=0.3)),
    Fault(20, "no dead letter can be written", down_at(_LETTERS, likely=0.9)),
    Fault(21, "no output can be written", down_at(_OUTPUTS, likely=0.9)),
    Fault(25, "everything read again", interrupt=read_all_again),
    Fault(27, "commits fail", down_at("commit")),
    Fault(29, "clocks wrong by up to an hour", interrupt=turn_the_clock),
)
