"""The vault: keys are made in development, and must be named in production."""

from pathlib import Path
from typing import Any

import pytest

from tests.manual_clock import ManualClock
from tocsin.errors import Halt
from tocsin.sealed import CURRENT, key_id, make_master_folder
from tocsin.settings import BadSettings, Settings, load_settings
from tocsin.vault import master_key, open_vault, private_keys


def settings(folder: Path, **given: Any) -> Settings:
    return load_settings(**{"data": folder / "data", **given})


def test_in_development_a_pair_is_made_once_and_is_private(tmp_path: Path) -> None:
    first = key_id(master_key(settings(tmp_path)))
    assert key_id(master_key(settings(tmp_path))) == first
    folder = private_keys(settings(tmp_path))
    assert folder == tmp_path / "data" / "keys" / "master"
    assert folder.stat().st_mode & 0o077 == 0
    with open_vault(settings(tmp_path), ManualClock()) as vault:
        vault.checks()["database"]()


def test_in_production_both_halves_must_be_named(tmp_path: Path) -> None:
    production = settings(tmp_path, environment="production")
    with pytest.raises(BadSettings, match="master_key must be set"):
        master_key(production)
    with pytest.raises(BadSettings, match="master_private_keys must be set"):
        private_keys(production)


def test_one_half_alone_is_not_matched_with_a_made_one(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    make_master_folder(folder)
    with pytest.raises(BadSettings, match="master_private_keys must be set"):
        private_keys(settings(tmp_path, master_key=folder / CURRENT))
    with pytest.raises(BadSettings, match="master_key must be set"):
        master_key(settings(tmp_path, master_private_keys=folder))


def test_keys_that_are_named_and_missing_are_refused(tmp_path: Path) -> None:
    missing = settings(
        tmp_path,
        environment="production",
        master_key=tmp_path / "none.pem",
        master_private_keys=tmp_path,
    )
    with pytest.raises(Halt, match="no public key can be read"):
        master_key(missing)
    with (
        pytest.raises(Halt, match="no private master key"),
        open_vault(missing, ManualClock()),
    ):
        pass
