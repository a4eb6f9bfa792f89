"""An index of another version, before services start on it."""

from pathlib import Path

import pytest

from services.index.rebuild import Sources, rebuild
from tests.pipeline.command_line import CommandLine
from tocsin.cli.rebuilding import prepare
from tocsin.clock import SystemClock
from tocsin.search.mapping import mapping_version
from tocsin.settings import Settings, load_settings
from tocsin.vault import open_vault
from tocsin.wiring import open_index, open_log

REPORT = '{"id": "s-1", "narrative": "At Orvane Mills passports are kept."}'


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """One case in the log, and an index of another version without it."""
    data = tmp_path / "data"
    tocsin = CommandLine(data)
    assert tocsin("submit", "-", stdin=REPORT).code == 0
    assert tocsin("topics", "apply").code == 0
    (data / "index" / "gen-0001" / "mapping").write_text("00000000")
    return load_settings(data=data)


def generations(settings: Settings) -> dict[str, str]:
    """The generations and their mappings."""
    folders = (settings.data / "index").glob("gen-*")
    return {one.name: (one / "mapping").read_text("ascii") for one in folders}


def interrupted(_: int) -> None:
    """As Ctrl-C does at some record."""
    raise KeyboardInterrupt


def test_an_embedded_index_of_another_version_is_made_again_and_that_is_said(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    prepare(settings, SystemClock())
    assert capsys.readouterr().err == (
        "the index is of another version of Tocsin: it is made again from the log\n"
    )
    assert generations(settings)["gen-0002"] == mapping_version()
    with open_index(settings) as index:
        assert index.count() == 1
    prepare(settings, SystemClock())
    assert capsys.readouterr().err == ""
    assert max(generations(settings)) == "gen-0002"


def test_ctrl_c_while_it_is_made_again_leaves_what_was_there_for_another_try(
    settings: Settings,
) -> None:
    clock = SystemClock()
    with (
        open_log(settings, clock) as log,
        open_index(settings) as index,
        open_vault(settings, clock) as vault,
    ):
        sources = Sources(log, vault.files, vault.codec, vault.table.erased)
        with pytest.raises(KeyboardInterrupt):
            rebuild(sources, index, interrupted)
    assert generations(settings) == {"gen-0001": "00000000"}
    prepare(settings, clock)
    with open_index(settings) as index:
        assert index.count() == 1
