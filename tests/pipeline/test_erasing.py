"""A case that is erased is found nowhere, by nobody, and does not come back."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from services.index.rebuild import Sources, rebuild
from tests.pipeline.erasing_scenarios import ErasingScenarios, erase
from tests.pipeline.station import NAME, STORY, Station
from tests.pipeline.traces import Traces, leave_traces
from tocsin.settings import load_settings


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Traces]:
    """Traces in an embedded installation, and the segments of its index."""
    folder = tmp_path_factory.mktemp("erasing")
    with ExitStack() as stack:
        yield leave_traces(Station(load_settings(data=folder / "data"), stack))


@pytest.fixture(scope="module")
def segments_before(left: Traces) -> set[str]:
    return segments(left.station.settings.data)


@pytest.fixture(scope="module")
def erased(left: Traces, segments_before: set[str]) -> Traces:
    assert segments_before
    return erase(left)


class TestEmbeddedErasing(ErasingScenarios):
    """On SQLite, tantivy and a folder."""

    def test_the_index_was_written_again(
        self, erased: Traces, segments_before: set[str]
    ) -> None:
        after = segments(erased.station.settings.data)
        assert segments_before & after == set()


def segments(folder: Path) -> set[str]:
    """Files of words: they hold them compressed, so that no search for bytes tells."""
    files = folder.glob("index/*/words/*.*")
    return {path.name for path in files if len(path.stem) == 32}


def test_a_rebuild_that_read_it_before_does_not_bring_it_back(
    station: Station,
) -> None:
    case = station.report("first", STORY, NAME)
    station.fold()
    vault = station.vault

    def erase_meanwhile(_records: int) -> None:
        """What the command does while the new generation has been read already."""
        vault.table.erase(case, station.clock.now())
        station.handler.apply({}, vault.table.erased())

    sources = Sources(station.log, vault.files, vault.codec, vault.table.erased)
    rebuild(sources, station.index, erase_meanwhile)
    assert station.stages() == {case: "erased"}


def test_a_case_that_there_is_not_is_not_erased(station: Station) -> None:
    answer = station.tocsin(
        "erase", "abcdefghij0123456789", "--reason", "a slip", "--yes"
    )
    assert answer.code == 3
    assert "no case abcdefghij0123456789" in answer.notes


def test_nobody_is_asked_about_a_case_that_there_is_not(station: Station) -> None:
    answer = station.tocsin("erase", "abcdefghij0123456789", "--reason", "a slip")
    assert answer.code == 3
    assert answer.notes == "tocsin: no case abcdefghij0123456789\n"
