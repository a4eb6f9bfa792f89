"""Drafts: nothing of them stands in clear, and they do not stay."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from services.intake.form.drafts import FILES_BYTES_MAX, LIFE, Drafts
from services.intake.form.return_codes import ReturnCodes
from tests.intake_world import SECRET
from tests.manual_clock import ManualClock
from tocsin.database import upgrade
from tocsin.web import Problem

STORY = "At Veltrano Textile they keep our passports"
PDF = b"%PDF-1.7 an invented contract of Veltrano Textile"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def drafts(tmp_path: Path, clock: ManualClock) -> Iterator[Drafts]:
    url = f"sqlite:///{tmp_path}/intake.db"
    upgrade(url)
    with closing(Drafts(url, clock, ReturnCodes(SECRET))) as drafts:
        yield drafts


def write(drafts: Drafts, token: str, narrative: str) -> None:
    with drafts.editing(token) as draft:
        assert draft is not None
        draft.answers["narrative"] = narrative


def test_a_draft_is_found_again_by_its_token_only(drafts: Drafts) -> None:
    token = drafts.start()
    write(drafts, token, STORY)
    found = drafts.load(token)
    assert found is not None
    assert found.answers == {"narrative": STORY}
    assert drafts.load(token[:-1]) is None
    assert drafts.load("") is None


def test_nothing_typed_or_attached_stands_on_the_disk_in_clear(
    drafts: Drafts, tmp_path: Path
) -> None:
    token = drafts.start()
    write(drafts, token, STORY)
    drafts.add_file(token, PDF)
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"drafts" in stored
    for secret in (b"Veltrano", b"passports", b"%PDF", token.encode()):
        assert secret not in stored


def test_a_file_comes_back_as_it_was(drafts: Drafts) -> None:
    token, other = drafts.start(), drafts.start()
    name = drafts.add_file(token, PDF)
    assert drafts.file(token, name) == PDF
    assert drafts.file(other, name) is None
    drafts.drop_file(token, name)
    assert drafts.file(token, name) is None


def test_a_draft_expires_a_day_after_the_last_page(
    drafts: Drafts, clock: ManualClock
) -> None:
    token = drafts.start()
    clock.sleep(LIFE.total_seconds() - 1)
    write(drafts, token, STORY)
    clock.sleep(LIFE.total_seconds() - 1)
    assert drafts.load(token) is not None
    clock.sleep(1)
    assert drafts.load(token) is None


def test_what_has_expired_is_removed_with_its_files(
    drafts: Drafts, clock: ManualClock
) -> None:
    token = drafts.start()
    name = drafts.add_file(token, PDF)
    clock.sleep((LIFE + timedelta(seconds=1)).total_seconds())
    drafts.start()
    assert drafts.file(token, name) is None


def test_a_discarded_draft_is_gone_with_its_files(drafts: Drafts) -> None:
    token = drafts.start()
    name = drafts.add_file(token, PDF)
    drafts.discard(token)
    assert drafts.load(token) is None
    assert drafts.file(token, name) is None


def test_a_draft_that_grows_too_large_keeps_what_it_had(drafts: Drafts) -> None:
    token = drafts.start()
    write(drafts, token, STORY)
    with pytest.raises(Problem, match="too-large"):
        write(drafts, token, "x" * 9_000_000)
    found = drafts.load(token)
    assert found is not None
    assert found.answers == {"narrative": STORY}


def test_the_files_of_a_draft_are_limited_together(drafts: Drafts) -> None:
    token = drafts.start()
    drafts.add_file(token, b"x" * (FILES_BYTES_MAX // 2))
    drafts.add_file(token, b"x" * (FILES_BYTES_MAX // 2))
    with pytest.raises(Problem, match="too-large"):
        drafts.add_file(token, b"x")
