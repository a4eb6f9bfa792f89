"""All exports of a desk: cases at once, searches as jobs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from starlette.responses import FileResponse

from services.desk.accounts.person import Person
from services.desk.cases import case_document
from services.desk.exports.answers import file_answer
from services.desk.exports.exporter import Exporter, Items, open_exporter
from services.desk.exports.formats import CaseFormat, File, case_export
from services.desk.exports.job import ROWS_MAX, Job, TableFormat
from services.desk.exports.shelf import Shelf
from services.desk.sources import Sources
from services.desk.turn import Turn
from tocsin.audit import Auditor
from tocsin.errors import DependencyDown
from tocsin.folders import exports_folder
from tocsin.settings import Settings


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
    _turn: Turn = field(default_factory=lambda: Turn("Others export cases just now."))

    def case(self, case_id: str, format_: CaseFormat, person: Person) -> File:
        """A case as a file for somebody, as of now.

        Raises:
            NotFound: there is no such case.
            Problem: busy.
            DependencyDown: the index does not answer, or the PDF cannot be set.
        """
        document = case_document(self.sources.index, case_id)
        with self._turn.taken():
            file = case_export(document, format_, self.sources.clock.now())
        self._by(person).note("case.exported", case_id, format_)
        return file

    def start(self, person: Person, format_: TableFormat, search: Items) -> Job:
        """Take a search of somebody; it is written when those before it are.

        Raises:
            BadQuery: the search makes no sense.
            DependencyDown: index or database does not answer.
            Problem: too-many-exports.
        """
        job = self.searches.start(person.id, format_, search)
        # Not what was searched for: it can be a name.
        told = f"{format_} of {min(job.total, ROWS_MAX)} cases"
        self._by(person).note("search.exported", job.id, told)
        return job

    def fetch(self, person: Person, export_id: str) -> FileResponse:
        """The file of an export of theirs.

        Raises:
            NotFound: they have no such export, or it is not done.
            DependencyDown: the database does not answer.
        """
        answer = file_answer(self.shelf, self.shelf.find(export_id, person.id))
        self._by(person).note("export.fetched", export_id)
        return answer

    def remove(self, person: Person, export_id: str) -> None:
        """Remove an export of theirs, and its file.

        Raises:
            NotFound: they have no such export.
            Conflict: it is being made.
            DependencyDown: the database does not answer.
        """
        self.shelf.remove(self.shelf.find(export_id, person.id))
        self._by(person).note("export.removed", export_id)

    @property
    def shelf(self) -> Shelf:
        """Where the exports of searches are."""
        return self.searches.shelf

    def _by(self, person: Person) -> Auditor:
        return self.sources.auditor.by(person.audit_name)


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
