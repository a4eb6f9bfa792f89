"""Keys of cases: wrapped in the table, open for a minute, gone once erased."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.vaults import TriedVault, tried_vault
from tocsin.case_keys import CaseKeyTable, ErasedKey, KeyRing
from tocsin.case_keys.ring import KEPT_S
from tocsin.errors import DependencyDown, Erased, Halt, Reject
from tocsin.ids import case_id
from tocsin.sealed import (
    MasterKeys,
    add_master_key,
    make_master_folder,
    new_data_key,
    wrap,
)

CASE = case_id("keys")


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[TriedVault]:
    with tried_vault(tmp_path) as vault:
        yield vault


def ring(vault: TriedVault, masters: Path | None = None) -> KeyRing:
    """What another process holds."""
    return KeyRing(vault.table, MasterKeys(masters or vault.masters), vault.clock)


def test_another_process_opens_the_key_that_was_stored(vault: TriedVault) -> None:
    key = new_data_key(CASE)
    vault.table.add(wrap(key, vault.public_key), vault.clock.now())
    assert ring(vault).key(key.id) == key
    assert ring(vault).key_of(CASE) == key


def test_a_case_may_have_several_keys_and_the_oldest_seals_more(
    vault: TriedVault,
) -> None:
    keys = [new_data_key(CASE) for _ in range(3)]
    for key in keys:
        vault.table.add(wrap(key, vault.public_key), vault.clock.now())
        vault.clock.sleep(1.0)
    other = ring(vault)
    assert [other.key(key.id) for key in keys] == keys
    assert ring(vault).key_of(CASE) == keys[0]


def test_the_secret_stands_in_no_file_and_in_no_text(
    vault: TriedVault, tmp_path: Path
) -> None:
    key = new_data_key(CASE)
    vault.table.add(wrap(key, vault.public_key), vault.clock.now())
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in files if key.secret in path.read_bytes()] == []
    assert repr(key.secret)[2:-1] not in repr(key)


def test_an_erased_key_is_gone_within_a_minute_in_every_process(
    vault: TriedVault,
) -> None:
    vault.know(CASE)
    other = ring(vault)
    key = other.key_of(CASE)
    at = vault.clock.now()
    assert vault.table.erase(CASE, at) == 1
    assert other.key(key.id) == key
    vault.clock.sleep(KEPT_S)
    with pytest.raises(Erased) as caught:
        other.key(key.id)
    assert (caught.value.case_id, caught.value.at) == (CASE, at)
    with pytest.raises(Erased):
        other.key_of(CASE)
    assert vault.table.of_case(CASE) == [ErasedKey(key.id, CASE, at)]


def test_an_erased_case_gets_no_key_any_more(vault: TriedVault) -> None:
    vault.know(CASE)
    vault.table.erase(CASE, vault.clock.now())
    with pytest.raises(Erased):
        vault.table.add(wrap(new_data_key(CASE), vault.public_key), vault.clock.now())


def test_erasing_again_changes_nothing(vault: TriedVault) -> None:
    vault.know(CASE)
    at = vault.clock.now()
    vault.table.erase(CASE, at)
    vault.clock.sleep(5.0)
    assert vault.table.erase(CASE, vault.clock.now()) == 0
    [key] = vault.table.of_case(CASE)
    assert isinstance(key, ErasedKey)
    assert key.erased_at == at


def test_the_wrapped_key_leaves_the_files_of_the_database(
    vault: TriedVault, tmp_path: Path
) -> None:
    key = wrap(new_data_key(CASE), vault.public_key)
    vault.table.add(key, vault.clock.now())
    vault.table.erase(CASE, vault.clock.now())
    vault.table.close()
    found = tmp_path.glob("intake.db*")
    assert [path for path in found if key.wrapped in path.read_bytes()] == []


def test_a_key_that_was_never_made_is_told(vault: TriedVault) -> None:
    with pytest.raises(Reject, match="unknown_key"):
        ring(vault).key("00" * 16)
    with pytest.raises(Reject, match="unknown_key"):
        ring(vault).key("not an id \0 \ud800")
    with pytest.raises(Reject, match="unknown_case"):
        ring(vault).key_of(CASE)


def test_a_key_that_was_moved_to_another_case_does_not_unwrap(
    vault: TriedVault,
) -> None:
    key = wrap(new_data_key(CASE), vault.public_key)
    moved = type(key)(key.id, case_id("other"), key.wrapped, key.master_id)
    vault.table.add(moved, vault.clock.now())
    with pytest.raises(Halt, match="does not unwrap"):
        ring(vault).key(key.id)


def test_without_its_master_key_nothing_opens(
    vault: TriedVault, tmp_path: Path
) -> None:
    vault.know(CASE)
    make_master_folder(tmp_path / "others")
    with pytest.raises(Halt, match="no master key"):
        ring(vault, tmp_path / "others").key_of(CASE)


def test_a_master_key_that_comes_later_is_found_without_a_restart(
    vault: TriedVault,
) -> None:
    running = ring(vault)
    old = vault.public_key
    add_master_key(vault.masters)
    assert vault.public_key != old
    vault.know(CASE)
    assert running.key_of(CASE).case_id == CASE


def test_two_processes_that_start_at_once_share_one_master_key(tmp_path: Path) -> None:
    folder = tmp_path / "keys" / "master"
    make_master_folder(folder)
    before = sorted(path.name for path in folder.iterdir())
    make_master_folder(folder)
    assert sorted(path.name for path in folder.iterdir()) == before
    assert [path.name for path in folder.parent.iterdir()] == ["master"]
    private = next(folder.glob("*.private.pem"))
    assert private.stat().st_mode & 0o077 == 0


def test_a_folder_without_a_private_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Halt, match="no private master key"):
        MasterKeys(tmp_path)


def test_a_private_key_that_others_can_read_is_refused(vault: TriedVault) -> None:
    next(vault.masters.glob("*.private.pem")).chmod(0o644)
    with pytest.raises(Halt, match="others can read"):
        MasterKeys(vault.masters)


def test_a_database_that_does_not_answer_is_down(tmp_path: Path) -> None:
    with (
        CaseKeyTable(f"sqlite:///{tmp_path}/empty.db") as table,
        pytest.raises(DependencyDown, match="case keys"),
    ):
        table.ping()
