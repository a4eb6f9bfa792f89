"""Case files as PDF: set in a child process that is limited, and ends with the file."""

from datetime import datetime

from services.desk.exports.sections import Data
from services.desk.exports.typesetting import ToSet
from tocsin.errors import DependencyDown
from tocsin.processes import Failed, Limits, Pool, Task

TIMEOUT_S = 60.0
"""A hundred pages, the most that the limits of a case file allow, take five seconds."""

MEMORY_BYTES = 1024**3
"""Address space: those hundred pages want 600 MB, of which 270 MB are used."""

_SETTING = Task(
    factory="services.desk.exports.typesetting:typesetting",
    result=bytes,
    limits=Limits(memory_bytes=MEMORY_BYTES, file_bytes=0, confined=True),
    timeout_s=TIMEOUT_S,
    chunk_items_max=1,
)


def case_pdf(data: Data, at: datetime) -> bytes:
    """A case file as PDF; the same case and time give the same bytes.

    A child is started for each: nobody asks for many in a row, and none lies idle.

    Raises:
        DependencyDown: it could not be set in its time and memory.
    """
    with Pool[ToSet, bytes](_SETTING, processes=1) as pool:
        (made,) = pool.run([ToSet(data, at)])
    if isinstance(made, Failed):
        raise DependencyDown("typesetting", f"{made.reason} {made.detail}")
    return made
