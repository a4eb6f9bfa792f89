"""What the desk shows."""

from dataclasses import dataclass

from services.desk.readings import Readings
from tocsin.audit import Auditor
from tocsin.blobs import CaseFiles
from tocsin.clock import Clock
from tocsin.operations.glance import Glance
from tocsin.operations.lag import StreamLag
from tocsin.operations.letters import Letter
from tocsin.search.base import SearchIndex


@dataclass(frozen=True, slots=True)
class Sources:
    """Cases, files, and how the stream is; the clock tells the day.

    Attributes:
        auditor: writes down what leaves the desk.
        readings: writes down who reads a case.
    """

    index: SearchIndex
    lag: Glance[StreamLag]
    letters: Glance[list[Letter]]
    blobs: CaseFiles
    clock: Clock
    auditor: Auditor
    readings: Readings
