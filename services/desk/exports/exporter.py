"""Writes searches to files, one at a time, in a thread of the desk's process."""

import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import structlog

from services.desk.exports.claim import Claim
from services.desk.exports.job import ROWS_MAX, Job, TableFormat
from services.desk.exports.notice import NOTICE
from services.desk.exports.rows import HEADER, rows
from services.desk.exports.sheets import write_table
from services.desk.exports.shelf import Shelf
from services.desk.exports.sweeping import sweeping
from services.desk.parameters import Parameters
from tocsin.clock import Clock
from tocsin.errors import BadQuery, DependencyDown
from tocsin.logs import describe
from tocsin.search.base import SearchIndex, SearchRequest

Items = tuple[tuple[str, str], ...]

_PAGING = ("limit", "cursor")

_log = structlog.get_logger(__name__)


def new_id() -> str:
    """An id that nobody guesses."""
    return secrets.token_hex(16)


class _StoppedError(Exception):
    """The desk is closing."""


class Exporter:
    """Takes searches and works them off.

    Args:
        shelf: where jobs and files are kept.
        index: the cases.
        clock: the time.
        ids: makes an id for each job.
    """

    def __init__(
        self,
        shelf: Shelf,
        index: SearchIndex,
        clock: Clock,
        ids: Callable[[], str] = new_id,
    ) -> None:
        """Start nothing yet."""
        self.shelf = shelf
        self._index = index
        self._clock = clock
        self._ids = ids
        self._claims: set[Claim] = set()
        self._stop = Event()
        # One: exports shall not slow down who searches.
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="export")

    def start(self, person_id: str, format_: TableFormat, search: Items) -> Job:
        """Take a search; it is written when those before it are.

        Raises:
            BadQuery: the search makes no sense.
            DependencyDown: the index does not answer.
            Problem: too-many-exports.
        """
        request = _request(search)
        total = self._index.search(request).total
        job = Job(
            id=self._ids(),
            person_id=person_id,
            format=format_,
            search=search,
            created_at=self._clock.now(),
            total=total,
        )
        claim = self.shelf.put(job)
        self._claims.add(claim)
        self._worker.submit(self._run, claim, job, request).add_done_callback(_told)
        return job

    def close(self) -> None:
        """Stop after the page at hand; what is left is told as interrupted."""
        self._stop.set()
        self._worker.shutdown(wait=True, cancel_futures=True)
        for claim in self._claims:
            claim.release()

    def _run(self, claim: Claim, job: Job, request: SearchRequest) -> None:
        with claim:
            try:
                ended = self._ended(claim, job, request)
                _partial(self.shelf.file(job)).unlink(missing_ok=True)
                _log.info("export_ended", rows=ended.rows, trouble=ended.trouble)
                claim.save(ended.model_copy(update={"ended_at": self._clock.now()}))
            except _StoppedError:
                _log.info("export_interrupted")
            finally:
                self._claims.discard(claim)

    def _ended(self, claim: Claim, job: Job, request: SearchRequest) -> Job:
        try:
            return self._written(claim, job, request)
        except DependencyDown as exc:
            _log.warning("dependency_down", dependency=exc.name, why=exc.why)
            return job.model_copy(update={"state": "failed", "trouble": "unavailable"})
        except OSError as exc:
            _log.warning("export_not_written", errno=exc.errno)
            return job.model_copy(update={"state": "failed", "trouble": "no_room"})

    def _written(self, claim: Claim, job: Job, request: SearchRequest) -> Job:
        running = job.model_copy(update={"state": "running"})
        count = 0

        def tell(found: int) -> None:
            nonlocal count
            if self._stop.is_set():
                raise _StoppedError
            count = found
            claim.save(running.model_copy(update={"rows": found}))

        tell(0)
        now = self._clock.now()
        found = rows(
            self._index, request, today=now.date(), rows_max=ROWS_MAX, tell=tell
        )
        path = self.shelf.file(job)
        partial = _partial(path)
        write_table(partial, job.format, HEADER, found, about(job), now)
        partial.replace(path)
        return running.model_copy(update={"state": "done", "rows": count})


def about(job: Job) -> list[tuple[str, str]]:
    """What the second sheet of a workbook says."""
    told = [
        ("Exported", job.created_at.isoformat(timespec="seconds")),
        *((name, value) for name, value in job.search),
        ("Cases found", str(job.total)),
        ("Notice", NOTICE),
    ]
    if job.is_cut:
        told.insert(-1, ("Cut", f"the first {ROWS_MAX} cases are in this file"))
    return told


@contextmanager
def open_exporter(shelf: Shelf, index: SearchIndex, clock: Clock) -> Iterator[Exporter]:
    """An exporter until the end of the block; meanwhile, what has expired goes."""
    with sweeping(shelf):
        exporter = Exporter(shelf, index, clock)
        try:
            yield exporter
        finally:
            exporter.close()


def _request(search: Items) -> SearchRequest:
    for name, _ in search:
        if name in _PAGING:
            raise BadQuery(f"{name}: an export has all cases of a search")
    return Parameters(search).request()


def _partial(path: Path) -> Path:
    return path.with_suffix(".part")


def _told(future: Future[None]) -> None:
    """Tell the operators what nobody foresaw; the job is told as interrupted."""
    if not future.cancelled() and (error := future.exception()) is not None:
        _log.error("bug", **describe(error))
