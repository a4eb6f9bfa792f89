"""The data folder: the index in it holds texts in clear, so it is its owner's alone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tocsin.clock import SystemClock
from tocsin.settings import Settings, load_settings
from tocsin.vault import open_vault
from tocsin.wiring import database_url, open_index, open_log, receipt_secret


def index(settings: Settings) -> None:
    open_index(settings).close()


def log(settings: Settings) -> None:
    open_log(settings, SystemClock()).close()


def vault(settings: Settings) -> None:
    with open_vault(settings, SystemClock()):
        pass


@pytest.mark.parametrize("first", [log, database_url, receipt_secret, vault])
def test_whoever_comes_first_makes_it_for_the_owner_only(
    tmp_path: Path, first: Callable[[Settings], object]
) -> None:
    settings = load_settings(data=tmp_path / "new" / "data")
    first(settings)
    assert settings.data.stat().st_mode & 0o077 == 0


def test_the_index_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    index(load_settings(data=tmp_path))
    assert (tmp_path / "index").stat().st_mode & 0o077 == 0
