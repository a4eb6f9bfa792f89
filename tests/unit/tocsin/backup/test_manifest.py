"""A folder that is no backup says what is wrong with it."""

from pathlib import Path

import pytest

from tocsin.backup.manifest import read_manifest
from tocsin.errors import Halt


def test_a_folder_that_is_not_there_is_not_called_an_unfinished_backup(
    tmp_path: Path,
) -> None:
    with pytest.raises(Halt, match=r"nosuch: not there$"):
        read_manifest(tmp_path / "nosuch")


def test_a_folder_without_a_manifest_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(Halt, match="no backup, or an unfinished one"):
        read_manifest(tmp_path)
