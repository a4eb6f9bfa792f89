"""Try every fault and write docs/reference/faults.md: python -m tests.faults."""

import logging
import sys

from tests.docs.pages import DOCS
from tests.engines.jdk import EnginesMissing
from tests.faults.row import Row
from tests.faults.table import rows
from tocsin.logs import set_up_logs

SEEDS = 1_000
KILLS = 30
PAGE = DOCS / "reference/faults.md"
_HEAD = f"""# Faults, tried

What `make faults` found: each fault, how often it struck, and what was lost by it.
The numbers are those of the [list of faults](guarantees.md#faults), which names the
tests of all of them, those on a real Kafka and a real Elasticsearch too.

- **simulated**: {SEEDS:,} histories for each fault, each made by a seed. The real
  kernel of delivery works on a log in memory whose every step can fail; time is the
  simulation's own. At every step it is checked that what is committed has its effect,
  durably.
- **processes**: two real processes on the embedded log, stopped by real signals; others
  take the partitions of a sleeper after one second. The full disk is a real one, small.
- **engines**: the workers of production on a real Kafka and a real Elasticsearch, but
  that enrichment reads no texts, so that it starts in a second. All run on one machine,
  beside the simulations.

"Written twice" are outputs that came again after a fault, as at-least-once allows.
"Duplicated" are documents too many in a real index that was given all outputs with
their repeats: on the engines cases that a search in Elasticsearch finds too many, else
documents in tantivy, in the simulation those of the first five histories. "Seconds" are
the median and the worst from the end of the fault until all was handled and committed;
a sleeper's are from when it fell asleep. Kafka keeps the partitions of a sleeper for it
for 15 s (index) and 20 s (enrich).

| | Fault | Setting | Struck | Lost | Written twice | Duplicated | Seconds |
| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |
"""


def main() -> int:
    """Print the table, write the page; 1 if anything was lost or duplicated.

    Without the engines nothing is tried, and the code is 1 too.
    """
    # Thousands of failures on purpose are not worth a line each.
    set_up_logs("CRITICAL")
    logging.disable(logging.CRITICAL)
    found: list[Row] = []
    try:
        for row in rows(seeds=SEEDS, kills=KILLS):
            found.append(row)
            sys.stdout.write(_line(row))
            sys.stdout.flush()
    except EnginesMissing as exc:
        sys.stderr.write(f"{exc}\n")
        return 1
    found.sort(key=lambda row: row.number)
    PAGE.write_text(_HEAD + "".join(_line(row) for row in found), encoding="utf-8")
    return int(any(row.lost or row.duplicated for row in found))


def _line(row: Row) -> str:
    return f"| {' | '.join(row.cells())} |\n"


if __name__ == "__main__":
    sys.exit(main())
