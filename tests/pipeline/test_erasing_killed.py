"""An erasure that is killed before a step is completed by the same command."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from schemas.topics import RECEIVED
from tests.pipeline.killed_erasing import STEPS, killed_before
from tests.pipeline.station import NAME, STORY, Station, files_with
from tests.vaults import vault_of
from tocsin.clock import SystemClock
from tocsin.errors import Erased
from tocsin.search.base import SearchRequest
from tocsin.search.query import Word
from tocsin.settings import load_settings

WHOLE_BEFORE = ("the list", "the audit log", "the keys")


@dataclass(frozen=True)
class Killed:
    """A case whose erasure was killed.

    Attributes:
        code: of the process.
        opens: whether somebody could open its records afterwards.
        listed: whether a restore would erase it again.
    """

    case: str
    code: int
    opens: bool
    listed: bool


@dataclass(frozen=True)
class Kills:
    """Step -> the case whose erasure was killed before it."""

    station: Station
    before: dict[str, Killed]


@pytest.fixture(scope="module")
def kills(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kills]:
    settings = load_settings(data=tmp_path_factory.mktemp("killed") / "data")
    with ExitStack() as stack:
        station = Station(settings, stack)
        cases = {step: station.report(step, STORY, NAME) for step in STEPS}
        station.report("another", "Nobody was paid at Orvane Mills.", "Ines Dorval")
        station.work()
        kills = Kills(station, {})
        for step, case in cases.items():
            code = killed_before(step, settings.data, case)
            listed = settings.data / "erasures.txt"
            kills.before[step] = Killed(
                case,
                code,
                opens(station, case),
                listed.exists() and case in listed.read_text(),
            )
        yield kills


def opens(station: Station, case: str) -> bool:
    """Whether a process that starts now can open what the log has of a case."""
    records = station.records(RECEIVED.name, case)
    with vault_of(station.settings, SystemClock()) as another:
        try:
            another.codec.decode(records[0])
        except Erased:
            return False
    return True


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_leaves_a_case_whole_or_its_keys_gone(kills: Kills, step: str) -> None:
    killed = kills.before[step]
    assert killed.code == -9
    assert killed.opens == (step in WHOLE_BEFORE)
    # What is gone is on the list that a restore goes by.
    assert killed.listed == (step != "the list")
    assert kills.station.verify().lost == 0


def test_the_same_command_completes_it(kills: Kills) -> None:
    station = kills.station
    cases = [killed.case for killed in kills.before.values()]
    answer = station.tocsin("erase", *cases, "--reason", "again", "--yes")
    assert answer.code == 0, answer.notes
    assert files_with(station.settings.data, NAME) == []
    assert station.index.search(SearchRequest(Word("quillbourne"))).total == 0
    found = station.verify()
    assert (found.accepted, found.erased, found.lost) == (13, 12, 0)
    assert station.tocsin("rebuild").code == 0
    assert sorted(station.stages().values()) == ["enriched"] + ["erased"] * 12
    assert {opens(station, case) for case in cases} == {False}
    assert [station.told.of(case) for case in cases] == [None] * 12
