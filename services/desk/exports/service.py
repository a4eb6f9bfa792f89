"""All exports of a desk: cases at once, searches as jobs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import BoundedSemaphore

from services.desk.cases import case_document
from services.desk.exports.exporter import Exporter, open_exporter
from services.desk.exports.formats import CaseFormat, File, case_export
from services.desk.exports.shelf import Shelf
from services.desk.sources import Sources
from tocsin.errors import DependencyDown
from tocsin.settings import Settings
from tocsin.web.problems import Problem
from tocsin.wiring import exports_folder

PATIENCE_S = 15.0
"""Others wait in line for a PDF: a usual one takes a second or two."""


@dataclass(frozen=True, slots=True)
class Exports:
    """What routes and pages share.

    Attributes:
        sources: the cases, and the clock.
        searches: jobs.
    """

    sources: Sources
    searches: Exporter
    # One at a time: the largest PDF takes 270 MB while it is set.
    _turn: BoundedSemaphore = field(default_factory=BoundedSemaphore)

    def case(self, case_id: str, format_: CaseFormat) -> File:
        """A case as a file, as of now.

        Raises:
            NotFound: there is no such case.
            Problem: busy.
            DependencyDown: the index does not answer, or the PDF cannot be set.
        """
        document = case_document(self.sources.index, case_id)
        if not self._turn.acquire(timeout=PATIENCE_S):
            raise Problem("busy", "Others export cases just now. Try again.")
        try:
            return case_export(document, format_, self.sources.clock.now())
        finally:
            self._turn.release()


@contextmanager
def open_exports(settings: Settings, sources: Sources) -> Iterator[Exports]:
    """The exports of a desk until the end of the block.

    Raises:
        DependencyDown: the folder of exports cannot be written.
    """
    try:
        shelf = Shelf(exports_folder(settings), sources.clock)
    except OSError as exc:
        raise DependencyDown("exports", f"no folder for them: {exc.strerror}") from exc
    with open_exporter(shelf, sources.index, sources.clock) as searches:
        yield Exports(sources, searches)
