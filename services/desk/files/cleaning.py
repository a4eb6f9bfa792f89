"""How copies are made: in a child process that is shut in, one for each file."""

from tocsin.cleaning import CLEANING, Cleaned
from tocsin.processes import Limits, Task

TIMEOUT_S = 30
"""By the clock and by the processor: somebody is waiting for the page."""

MEMORY_BYTES = 1 << 30
"""Address space. A PDF of 25 MB with a thousand pages takes less than half of it."""

TASK = Task(
    CLEANING,
    result=Cleaned,
    limits=Limits(
        memory_bytes=MEMORY_BYTES, file_bytes=0, cpu_s=TIMEOUT_S, confined=True
    ),
    timeout_s=TIMEOUT_S,
    chunk_items_max=1,
    items_per_child_max=1,
)
