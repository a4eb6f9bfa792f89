"""Jobs and their files in a folder: one folder each, until they expire."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.desk.exports.claim import RECORD, Claim, is_claimed
from services.desk.exports.job import Job
from tocsin.clock import Clock
from tocsin.errors import Conflict, NotFound
from tocsin.private import make_private
from tocsin.web.problems import Problem

PERSON_JOBS_MAX = 10
"""At 10 MB a file, 100 MB for a person; who needs more removes some."""

WAITING_JOBS_MAX = 20
"""At a minute each, the last one waits twenty minutes."""

_LOCK = "lock"


class Shelf:
    """The jobs of all people. Safe from many threads and processes at once.

    Args:
        folder: made when it is missing, readable by its owner only.
        clock: says what has expired.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        """Make the folder."""
        make_private(folder)
        self._folder = folder
        self._clock = clock

    def put(self, job: Job) -> Claim:
        """Keep a new job; whoever works on it holds the claim.

        Raises:
            Problem: too-many-exports.
        """
        with self._changing():
            self._sweep()
            others = list(self._jobs())
            if sum(one.person_id == job.person_id for one in others) >= PERSON_JOBS_MAX:
                raise Problem(
                    "too-many-exports",
                    f"You have {PERSON_JOBS_MAX} exports. Remove one, or wait until one"
                    " expires.",
                )
            if sum(not one.is_over for one in others) >= WAITING_JOBS_MAX:
                raise Problem(
                    "too-many-exports", f"{WAITING_JOBS_MAX} exports wait already."
                )
            folder = self._folder / job.id
            folder.mkdir(mode=0o700)
            claim = Claim(folder)
            claim.save(job)
            return claim

    def find(self, id: str, person_id: str) -> Job:
        """A job of a person.

        Raises:
            NotFound: there is none, it has expired, or it is somebody else's.
        """
        for job in self.of(person_id):
            if job.id == id:
                return job
        raise NotFound("no such export")

    def of(self, person_id: str) -> list[Job]:
        """The jobs of a person, the newest first."""
        now = self._clock.now()
        found = [
            job
            for job in self._jobs()
            if job.person_id == person_id and now < job.expires_at
        ]
        return sorted(found, key=lambda job: (job.created_at, job.id), reverse=True)

    def file(self, job: Job) -> Path:
        """Where the file of a job is."""
        return self._folder / job.id / f"cases.{job.format}"

    def remove(self, job: Job) -> None:
        """Take a job and its file away.

        Raises:
            Conflict: somebody works on it.
        """
        with self._changing():
            folder = self._folder / job.id
            if not folder.exists():
                return
            if _is_in_the_making(folder):
                raise Conflict("the export is still being made")
            shutil.rmtree(folder)

    def clear(self) -> int:
        """Remove all files, whoever asked for them; how many there were.

        Raises:
            Conflict: one is still being made: it may hold what must go.
        """
        with self._changing():
            folders = self._folders()
            for folder in folders:
                if _is_in_the_making(folder):
                    raise Conflict("an export is still being made; try again after it")
                shutil.rmtree(folder)
        return len(folders)

    def sweep(self) -> None:
        """Remove what has expired, and what was never begun."""
        with self._changing():
            self._sweep()

    def _sweep(self) -> None:
        now = self._clock.now()
        for folder in self._folders():
            job = _read(folder)
            is_due = job is None or now >= job.expires_at
            if is_due and not _is_in_the_making(folder):
                shutil.rmtree(folder)

    def _jobs(self) -> Iterator[Job]:
        for folder in self._folders():
            try:
                # In this order: one that ends in between is over in its record.
                is_held, job = is_claimed(folder), _read(folder)
            except FileNotFoundError:
                continue
            if job is not None:
                yield job if is_held or job.is_over else _interrupted(job)

    def _folders(self) -> list[Path]:
        return [path for path in self._folder.iterdir() if path.is_dir()]

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Nobody else adds or removes jobs meanwhile."""
        lock = os.open(self._folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def _read(folder: Path) -> Job | None:
    try:
        return Job.model_validate_json((folder / RECORD).read_bytes())
    except FileNotFoundError:
        return None


def _is_in_the_making(folder: Path) -> bool:
    """Whether somebody works on it; who has written its end only has to let go."""
    if not is_claimed(folder):
        return False
    job = _read(folder)
    return job is None or not job.is_over


def _interrupted(job: Job) -> Job:
    return job.model_copy(update={"state": "failed", "trouble": "interrupted"})
