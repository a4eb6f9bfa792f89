"""The officers' private keys in a folder."""

from pathlib import Path

import pytest

from tocsin.errors import Halt
from tocsin.sealed import key_id, load_public_key, make_key_files
from tocsin.sealed.officers import officers_private_key


def make(folder: Path, name: str) -> str:
    """The id of a new pair."""
    private, public = folder / f"{name}.private.pem", folder / f"{name}.public.pem"
    make_key_files(private_file=private, public_file=public)
    return key_id(load_public_key(public))


def test_the_key_that_was_sealed_for_is_found_among_others(tmp_path: Path) -> None:
    ids = [make(tmp_path, name) for name in ("2024", "2025", "2026")]
    found = [officers_private_key(tmp_path, id) for id in ids]
    assert [key_id(key.public_key()) for key in found] == ids


@pytest.mark.parametrize("folder", ["", "missing"])
def test_a_key_that_is_not_there_halts(tmp_path: Path, folder: str) -> None:
    make(tmp_path, "officers")
    with pytest.raises(Halt, match="no private key 0123456789abcdef"):
        officers_private_key(tmp_path / folder, "0123456789abcdef")


def test_a_key_that_others_can_read_halts(tmp_path: Path) -> None:
    id = make(tmp_path, "officers")
    (tmp_path / "officers.private.pem").chmod(0o640)
    with pytest.raises(Halt, match="others can read this private key"):
        officers_private_key(tmp_path, id)
