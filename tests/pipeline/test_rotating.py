"""A new master key: all keys of cases follow, also after an interruption."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.topics import RECEIVED
from tests.builders import START, received
from tests.manual_clock import ManualClock
from tests.pipeline.command_line import CommandLine
from tests.vaults import TriedVault, vault_of
from tocsin.case_keys import rotation
from tocsin.errors import DependencyDown
from tocsin.ids import case_id
from tocsin.log import Record
from tocsin.sealed import MasterKeys, add_master_key, key_id
from tocsin.settings import load_settings

CASES = [case_id(f"rotated-{n}") for n in range(7)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def vault(folder: Path) -> Iterator[TriedVault]:
    with vault_of(load_settings(data=folder), ManualClock()) as vault:
        for case in CASES:
            vault.know(case)
        yield vault


@pytest.fixture
def sealed(vault: TriedVault) -> Record:
    new = vault.record(received(case=CASES[0]), RECEIVED)
    return Record(new.topic, 0, 0, new.key, new.value, new.headers, START)


def test_what_was_sealed_before_opens_with_the_new_key_alone(
    vault: TriedVault, sealed: Record, folder: Path
) -> None:
    old = key_id(vault.public_key)
    answer = CommandLine(folder)("keys", "rotate", "--json").told
    new = key_id(vault.public_key)
    assert new != old
    assert answer == {
        "master_key": new,
        "made": True,
        "rewrapped": len(CASES),
        "unused": [str(vault.masters / f"{old}.private.pem")],
    }
    (vault.masters / f"{old}.private.pem").unlink()
    with vault_of(load_settings(data=folder), ManualClock()) as restarted:
        assert restarted.codec.decode(sealed) == received(case=CASES[0])


def test_a_running_worker_opens_cases_before_and_after(
    vault: TriedVault, sealed: Record, folder: Path
) -> None:
    assert vault.codec.decode(sealed) == received(case=CASES[0])
    CommandLine(folder)("keys", "rotate")
    vault.clock.sleep(3600.0)
    assert vault.codec.decode(sealed) == received(case=CASES[0])


def test_an_interrupted_rotation_goes_on_with_the_same_key(
    vault: TriedVault, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    new = add_master_key(vault.masters)

    def die(_size: int) -> None:
        raise DependencyDown("power", "cut")

    with pytest.raises(DependencyDown):
        rotation.rewrap(vault.table, MasterKeys(vault.masters), vault.public_key, die)
    assert vault.table.counts()[new] == 2
    answer = CommandLine(folder)("keys", "rotate", "--json").told
    assert (answer["master_key"], answer["made"], answer["rewrapped"]) == (
        new,
        False,
        5,
    )
    assert vault.table.counts() == {new: len(CASES)}


def test_an_erased_key_is_not_wrapped_again(vault: TriedVault, folder: Path) -> None:
    vault.table.erase(CASES[0], START)
    answer = CommandLine(folder)("keys", "rotate", "--json").told
    assert answer["rewrapped"] == len(CASES) - 1


def test_the_keys_are_listed_and_the_rotation_is_audited(
    vault: TriedVault, folder: Path
) -> None:
    tocsin = CommandLine(folder)
    old = key_id(vault.public_key)
    tocsin("keys", "rotate")
    new = key_id(vault.public_key)
    listed = {row["master_key"]: row for row in tocsin("keys", "list", "--json").told}
    assert listed == {
        old: {"master_key": old, "case_keys": 0, "current": False},
        new: {"master_key": new, "case_keys": len(CASES), "current": True},
    }
    rows = tocsin("audit", "list", "--json").told
    assert [(row["action"], row["subject"]) for row in rows] == [
        ("master-key.made", new),
        ("master-key.rotated", new),
    ]


def test_with_keys_of_ones_own_a_new_pair_is_asked_for(
    vault: TriedVault, folder: Path
) -> None:
    own = (
        f"--set=master_key={vault.masters / 'current.public.pem'}",
        f"--set=master_private_keys={vault.masters}",
    )
    answer = CommandLine(folder)("keys", "rotate", *own)
    assert answer.code == 4
    assert "make a new pair" in answer.notes
