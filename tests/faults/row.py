"""One row of the table of faults."""

from collections.abc import Sequence
from dataclasses import dataclass

SIMULATED = "simulated"
PROCESSES = "processes"
ENGINES = "engines"


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one fault.

    Attributes:
        number: its row in docs/reference/guarantees.md.
        setting: simulated, real processes, or these on real engines.
        tried: how often it struck.
        lost: records without their effect, or histories that broke a promise.
        repeated: outputs written more than once.
        duplicated: documents that are too many in an index of all outputs.
        recovery_s: median and worst time from the last strike until all was handled;
            in seconds of the simulation's own clock, or real ones.
    """

    number: int
    name: str
    setting: str
    tried: int
    lost: int
    repeated: int
    duplicated: int
    recovery_s: tuple[float, float] | None

    def cells(self) -> Sequence[str]:
        """As the page shows it."""
        took = (
            ""
            if self.recovery_s is None
            else "{:.1f} / {:.1f}".format(*self.recovery_s)
        )
        counts = (self.tried, self.lost, self.repeated, self.duplicated)
        return (
            str(self.number),
            self.name,
            self.setting,
            *(f"{n:,}" for n in counts),
            took,
        )
