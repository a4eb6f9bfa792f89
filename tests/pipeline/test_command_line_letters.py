"""`tocsin dead-letters` on a log with records that died."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.lettered_log import die
from tests.manual_clock import ManualClock
from tests.pipeline.command_line import CommandLine
from tocsin.log.base import EventLog
from tocsin.settings import load_settings
from tocsin.wiring import open_log

WHY = "sent by a load test"
FAST = ("--per-second", "1000")


@pytest.fixture
def tocsin(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)


@contextmanager
def opened(tocsin: CommandLine) -> Iterator[EventLog]:
    with open_log(load_settings(data=tocsin.data), ManualClock()) as log:
        yield log


def states(tocsin: CommandLine) -> dict[str, str]:
    told = tocsin("dead-letters", "list", "--all", "--json").told
    return {letter["id"]: letter["state"] for letter in told}


def test_letters_are_listed_by_cause_and_shown_without_what_the_record_says(
    tocsin: CommandLine,
) -> None:
    with opened(tocsin) as log:
        id = die(log, 1, replays=3)
        die(log, 2)
        die(log, 3, reason="text_timed_out")
    listed = tocsin("dead-letters", "list").out.split()
    place = listed.index("text_crashed")
    assert listed[place - 1 : place + 2] == ["enrich", "text_crashed", "2"]
    table = tocsin("dead-letters", "show", id)
    shown = tocsin("dead-letters", "show", id, "--json")
    for answer in (table, shown):
        assert answer.code == 0
        assert "Marlow" not in answer.out
        assert "no page shows" not in answer.out
    told = shown.told
    assert told["attempt"] == 1
    assert (told["record_bytes"], told["replays"]) == (13, 3)
    assert told["record_headers"] == {"ce_id": "event-1", "tocsin-replays": "3"}
    assert told["record_headers_hidden"] == 1
    assert told["replay_refused"].endswith("mend the code or discard it")


def test_a_cause_of_one_stage_is_replayed_after_a_dry_run(tocsin: CommandLine) -> None:
    with opened(tocsin) as log:
        fresh, looping = die(log, 1), die(log, 2, replays=3)
        slow = die(log, 3, reason="text_timed_out")
    cause = ("--stage", "enrich", "--reason", "text_crashed")
    dry = tocsin("dead-letters", "replay", *cause, "--dry-run", "--json")
    assert dry.code == 0
    assert dry.told["chosen"] == [fresh, looping]
    assert dry.told["refused"].keys() == {looping}
    assert "1 of 2 would be replayed" in (
        tocsin("dead-letters", "replay", *cause, "--dry-run").notes
    )
    assert set(states(tocsin).values()) == {"open"}
    done = tocsin("dead-letters", "replay", *cause, "--json", *FAST)
    assert done.code == 4
    assert done.told["replayed"] == [fresh]
    assert states(tocsin) == {fresh: "replayed", looping: "open", slow: "open"}
    other = tocsin("dead-letters", "replay", *cause[2:], "--stage", "index", "--json")
    assert other.told["chosen"] == []


def test_some_letters_are_discarded_with_the_reason_and_audited(
    tocsin: CommandLine,
) -> None:
    with opened(tocsin) as log:
        first, second, third = (die(log, number) for number in (1, 2, 3))
    some = ("dead-letters", "discard", first, third, "--why", WHY)
    assert tocsin(*some, "--dry-run", "--json").told["refused"] == {}
    assert set(states(tocsin).values()) == {"open"}
    assert tocsin(*some, "--json").told["discarded"] == [first, third]
    all_ = ("dead-letters", "discard", "--reason", "text_crashed", "--why", WHY)
    assert tocsin(*all_, "--json").told["discarded"] == [second]
    assert tocsin("dead-letters", "show", first, "--json").told["settled_reason"] == WHY
    rows = tocsin("audit", "list", "--json").told
    assert [(row["action"], row["subject"], row["reason"]) for row in rows] == [
        ("dead-letter.discarded", id, WHY) for id in (first, third, second)
    ]


@pytest.mark.parametrize(
    "asked",
    [
        ("replay",),
        ("replay", "--stage", "enrich"),
        ("discard", "--why", WHY),
        ("discard", "x"),
        ("discard", "x", "--why", " "),
        ("discard", "x", "--why", "two\nlines"),
        ("replay", "x", "--per-second", "0"),
    ],
    ids=" ".join,
)
def test_a_command_that_says_too_little_is_refused(
    tocsin: CommandLine, asked: tuple[str, ...]
) -> None:
    assert tocsin("dead-letters", *asked).code == 2
