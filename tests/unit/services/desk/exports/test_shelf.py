from datetime import timedelta
from pathlib import Path

import pytest

from services.desk.exports.job import Job
from services.desk.exports.shelf import Shelf
from tests.manual_clock import ManualClock
from tocsin.errors import Conflict, NotFound
from tocsin.web.problems import Problem

DAY_S = 24 * 3600


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def shelf(tmp_path: Path, clock: ManualClock) -> Shelf:
    return Shelf(tmp_path / "exports", clock)


def job(clock: ManualClock, id: str = "1", person: str = "ada") -> Job:
    return Job(
        id=id,
        person_id=person,
        format="csv",
        search=(("q", "cotton"),),
        created_at=clock.now(),
        total=3,
    )


def done(shelf: Shelf, job: Job) -> Job:
    over = job.model_copy(update={"state": "done", "ended_at": job.created_at})
    with shelf.put(job) as claim:
        shelf.file(job).write_text("a,b")
        claim.save(over)
    return over


def test_a_job_is_found_by_whose_it_is(shelf: Shelf, clock: ManualClock) -> None:
    with shelf.put(job(clock)):
        assert shelf.find("1", "ada") == job(clock)
        with pytest.raises(NotFound):
            shelf.find("1", "ben")
        assert shelf.of("ben") == []


def test_a_job_that_nobody_works_on_any_more_was_interrupted(
    shelf: Shelf, clock: ManualClock
) -> None:
    shelf.put(job(clock)).release()
    found = shelf.find("1", "ada")
    assert (found.state, found.trouble) == ("failed", "interrupted")


def test_the_next_process_sees_what_the_last_one_left(
    tmp_path: Path, shelf: Shelf, clock: ManualClock
) -> None:
    made = done(shelf, job(clock))
    shelf.put(job(clock, "2")).release()
    after = Shelf(tmp_path / "exports", clock)
    assert after.find("1", "ada") == made
    assert after.find("2", "ada").trouble == "interrupted"


def test_a_job_expires_a_day_after_it_ended(shelf: Shelf, clock: ManualClock) -> None:
    made = done(shelf, job(clock))
    clock.sleep(DAY_S - 1)
    shelf.sweep()
    assert shelf.find("1", "ada") == made
    clock.sleep(1)
    with pytest.raises(NotFound):
        shelf.find("1", "ada")
    assert shelf.file(made).exists()
    shelf.sweep()
    assert not shelf.file(made).parent.exists()


def test_what_is_being_made_is_not_swept(shelf: Shelf, clock: ManualClock) -> None:
    old = job(clock)
    with shelf.put(old):
        clock.sleep(DAY_S * 2)
        shelf.sweep()
        assert shelf.file(old).parent.exists()


def test_what_was_never_begun_is_swept(tmp_path: Path, shelf: Shelf) -> None:
    begun = tmp_path / "exports" / "half"
    begun.mkdir()
    assert shelf.of("ada") == []
    shelf.sweep()
    assert not begun.exists()


def test_a_job_can_be_removed_once_it_is_over(shelf: Shelf, clock: ManualClock) -> None:
    with shelf.put(job(clock)), pytest.raises(Conflict):
        shelf.remove(job(clock))
    made = done(shelf, job(clock, "2"))
    shelf.remove(made)
    shelf.remove(made)
    assert [one.id for one in shelf.of("ada")] == ["1"]


def test_a_job_whose_end_is_written_can_be_removed_before_its_maker_lets_go(
    shelf: Shelf, clock: ManualClock
) -> None:
    with shelf.put(job(clock)) as claim:
        claim.save(job(clock).model_copy(update={"state": "done"}))
        shelf.remove(job(clock))
    assert shelf.of("ada") == []


def test_a_person_has_ten_jobs_at_most(shelf: Shelf, clock: ManualClock) -> None:
    for number in range(10):
        done(shelf, job(clock, str(number)))
    with pytest.raises(Problem, match="too-many-exports: You have 10"):
        shelf.put(job(clock, "11th"))
    with shelf.put(job(clock, "other", person="ben")):
        assert len(shelf.of("ben")) == 1
    clock.sleep(timedelta(days=1).total_seconds())
    shelf.put(job(clock, "12th")).release()


def test_twenty_jobs_wait_at_most(shelf: Shelf, clock: ManualClock) -> None:
    claims = [
        shelf.put(job(clock, f"{person}{number}", person))
        for person in ("ada", "ben")
        for number in range(10)
    ]
    with pytest.raises(Problem, match="20 exports wait"):
        shelf.put(job(clock, "21st", "cem"))
    claims.pop().release()
    shelf.put(job(clock, "21st", "cem")).release()
    for claim in claims:
        claim.release()


def test_folders_are_for_their_owner_only(tmp_path: Path, shelf: Shelf) -> None:
    del shelf
    assert (tmp_path / "exports").stat().st_mode & 0o777 == 0o700
