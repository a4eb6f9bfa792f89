"""Settings of a folder, and a station where a test can act as every service."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.pipeline.station import Station
from tocsin.settings import Settings, load_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(data=tmp_path / "data")


@pytest.fixture
def station(settings: Settings) -> Iterator[Station]:
    with ExitStack() as stack:
        yield Station(settings, stack)
