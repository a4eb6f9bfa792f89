"""Saved drafts: opened by their code for a while, and then gone."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from services.intake.form import draft_room
from services.intake.form.draft import Sent
from services.intake.form.drafts import LIFE, Drafts
from services.intake.form.return_codes import ReturnCodes
from tests.intake_world import SECRET
from tests.manual_clock import ManualClock
from tocsin.database import upgrade
from tocsin.web import Problem

STORY = "At Veltrano Textile they keep our passports"
PDF = b"%PDF-1.7 an invented contract of Veltrano Textile"
LAST_MOMENT = timedelta(days=15) - timedelta(seconds=1)
"""From noon of the first of March to the end of the fifteenth in UTC-12."""


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def drafts(tmp_path: Path, clock: ManualClock) -> Iterator[Drafts]:
    url = f"sqlite:///{tmp_path}/intake.db"
    upgrade(url)
    with closing(Drafts(url, clock, ReturnCodes(SECRET))) as drafts:
        yield drafts


def saved(drafts: Drafts) -> tuple[str, str]:
    """A draft with a story and a file, saved; its token and its code."""
    token = drafts.start()
    with drafts.editing(token) as draft:
        assert draft is not None
        draft.answers["narrative"] = STORY
    drafts.add_file(token, PDF)
    assert drafts.save(token, 4)
    return token, code_of(drafts, token)


def code_of(drafts: Drafts, token: str) -> str:
    draft = drafts.load(token)
    assert draft is not None
    assert draft.saved is not None
    return draft.saved.code


def test_a_saved_draft_is_opened_by_its_code(drafts: Drafts) -> None:
    token, code = saved(drafts)
    assert drafts.reopen(code) == token
    assert drafts.reopen(f" {code.replace(' ', '-')} ") == token
    draft = drafts.load(token)
    assert draft is not None
    assert draft.saved is not None
    assert (draft.saved.page, draft.saved.until) == (4, date(2026, 3, 15))


@pytest.mark.parametrize("typed", ["", "12345", "0" * 20, "no code at all"])
def test_nothing_else_opens_it(drafts: Drafts, typed: str) -> None:
    _, code = saved(drafts)
    assert drafts.reopen(typed) is None
    last = str((int(code[-1]) + 1) % 10)
    assert drafts.reopen(code[:-1] + last) is None


def test_neither_code_nor_token_nor_story_stand_on_the_disk(
    drafts: Drafts, tmp_path: Path
) -> None:
    token, code = saved(drafts)
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"saved_drafts" in stored
    for secret in (token, code, code.replace(" ", ""), STORY, "%PDF"):
        assert secret.encode() not in stored


def test_it_opens_until_its_last_day_is_over_everywhere(
    drafts: Drafts, clock: ManualClock
) -> None:
    token, code = saved(drafts)
    clock.sleep(LAST_MOMENT.total_seconds())
    assert drafts.reopen(code) == token
    assert drafts.load(token) is not None
    clock.sleep(1)
    assert drafts.reopen(code) is None
    assert drafts.load(token) is not None
    clock.sleep(LIFE.total_seconds())
    assert drafts.load(token) is None


def test_a_browser_that_was_not_closed_needs_the_code_after_a_day(
    drafts: Drafts, clock: ManualClock
) -> None:
    token, code = saved(drafts)
    clock.sleep(LIFE.total_seconds() - 1)
    assert drafts.load(token) is not None
    clock.sleep(1)
    assert drafts.load(token) is None
    drafts.leave(token)
    assert drafts.reopen(code) == token
    assert drafts.load(token) is not None


def test_saved_drafts_leave_room_for_others(
    drafts: Drafts, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, _ = saved(drafts)
    other = drafts.start()
    monkeypatch.setattr(draft_room, "SAVED_BYTES_MAX", 100)
    with pytest.raises(Problem, match="busy"):
        drafts.save(other, 1)
    with pytest.raises(Problem, match="busy"):
        drafts.add_file(token, PDF)
    drafts.add_file(other, PDF)
    assert drafts.save(token, 5)


def test_what_is_changed_later_does_not_shorten_its_life(
    drafts: Drafts, clock: ManualClock
) -> None:
    token, code = saved(drafts)
    with drafts.editing(token) as draft:
        assert draft is not None
        draft.answers["workers"] = "40"
    clock.sleep(LIFE.total_seconds() + 1)
    assert drafts.reopen(code) == token


def test_what_has_expired_leaves_nothing_in_the_database(
    drafts: Drafts, clock: ManualClock
) -> None:
    token, code = saved(drafts)
    name = drafts.add_file(token, PDF)
    clock.sleep(LAST_MOMENT.total_seconds() + 1)
    assert drafts.reopen("1" * 20) is None
    clock.passed_s = 0
    assert drafts.reopen(code) is None
    assert drafts.load(token) is None
    assert drafts.file(token, name) is None


def test_saved_again_it_keeps_its_code_and_lives_longer(
    drafts: Drafts, clock: ManualClock
) -> None:
    token, code = saved(drafts)
    clock.sleep(timedelta(days=7).total_seconds())
    assert not drafts.save(token, 6)
    assert drafts.reopen(code) == token
    assert drafts.save(token, 6)
    assert code_of(drafts, token) == code
    clock.sleep(timedelta(days=10).total_seconds())
    assert drafts.reopen(code) == token


def test_once_sent_it_is_not_opened_any_more(drafts: Drafts) -> None:
    token, code = saved(drafts)
    drafts.finish(token, Sent(receipt_code="1", received_on=date(2026, 3, 1)))
    assert drafts.reopen(code) is None
    assert not drafts.save(token, 1)
    draft = drafts.load(token)
    assert draft is not None
    assert (draft.answers, draft.saved) == ({}, None)


def test_who_leaves_keeps_what_is_saved_and_loses_the_rest(drafts: Drafts) -> None:
    token, code = saved(drafts)
    other = drafts.start()
    drafts.leave(token)
    drafts.leave(other)
    assert drafts.reopen(code) == token
    assert drafts.load(token) is not None
    assert drafts.load(other) is None


def test_what_is_discarded_is_not_opened_any_more(drafts: Drafts) -> None:
    token, code = saved(drafts)
    drafts.discard(token)
    assert drafts.reopen(code) is None
    assert not drafts.save(token, 1)


def test_an_unknown_draft_is_not_saved(drafts: Drafts) -> None:
    assert not drafts.save("nobody", 1)
