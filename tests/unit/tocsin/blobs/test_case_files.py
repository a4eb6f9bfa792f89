"""Files of cases: sealed in the store, whole or not at all on the way out."""

import hashlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from tests.vaults import TriedVault, tried_vault
from tocsin.blobs import BlobName
from tocsin.blobs import base as blobs_base
from tocsin.case_keys.ring import KEPT_S
from tocsin.errors import Erased, Halt, NotFound
from tocsin.ids import case_id
from tocsin.sealed.stream import HEADER_BYTES, PIECE_BYTES

CASE = case_id("files")
OTHER = case_id("other")
CONTENT = b"%PDF-1.7 an invented audit of an invented mill"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[TriedVault]:
    with tried_vault(tmp_path) as vault:
        yield vault


@pytest.mark.parametrize(
    "size", [0, 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES], ids=str
)
def test_a_file_of_any_size_comes_back_as_it_was(vault: TriedVault, size: int) -> None:
    content = b"a" * size
    assert vault.files.get(CASE, vault.put(CASE, content)) == content


def test_a_file_is_named_by_its_plain_content_and_stored_as_ciphertext(
    vault: TriedVault,
) -> None:
    assert vault.put(CASE, CONTENT) == SHA256
    assert b"invented" not in vault.files.store.get(BlobName(CASE, SHA256))


def test_a_file_is_stored_from_where_the_reader_stands(vault: TriedVault) -> None:
    vault.know(CASE)
    content = BytesIO(b"skip" + CONTENT)
    content.seek(4)
    assert vault.files.put(CASE, content) == SHA256


def test_more_than_the_limit_is_refused_and_leaves_nothing(
    vault: TriedVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blobs_base, "BLOB_BYTES_MAX", len(CONTENT) - 1)
    with pytest.raises(ValueError, match="at most"):
        vault.put(CASE, CONTENT)
    assert not vault.files.store.exists(BlobName(CASE, SHA256))


def test_a_file_that_is_not_there_is_not_found(vault: TriedVault) -> None:
    with pytest.raises(NotFound):
        vault.files.get(CASE, SHA256)


@pytest.mark.parametrize(
    "damage",
    [
        lambda sealed: sealed[:-1],
        lambda sealed: sealed[: HEADER_BYTES + PIECE_BYTES + 16],
        lambda sealed: sealed[:HEADER_BYTES],
        lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1]),
        lambda _: b"",
        lambda _: CONTENT,
    ],
    ids=["a byte short", "a piece short", "header", "a bit", "empty", "in clear"],
)
def test_a_damaged_file_is_never_handed_out(
    vault: TriedVault, damage: Callable[[bytes], bytes]
) -> None:
    name = BlobName(CASE, vault.put(CASE, b"a" * (PIECE_BYTES + 5)))
    sealed = vault.files.store.get(name)
    vault.files.store.put(name, [damage(sealed)])
    with pytest.raises(Halt, match="damaged"):
        vault.files.get(*name)


def test_a_file_does_not_open_in_another_case(vault: TriedVault) -> None:
    vault.put(CASE, CONTENT)
    moved = vault.files.store.get(BlobName(CASE, SHA256))
    vault.files.store.put(BlobName(OTHER, SHA256), [moved])
    with pytest.raises(Halt, match="damaged"):
        vault.files.get(OTHER, SHA256)


def test_a_file_of_an_erased_case_cannot_be_opened_or_stored(
    vault: TriedVault,
) -> None:
    vault.put(CASE, CONTENT)
    vault.table.erase(CASE, vault.clock.now())
    vault.clock.sleep(KEPT_S)
    with pytest.raises(Erased):
        vault.files.get(CASE, SHA256)
    with pytest.raises(Erased):
        vault.files.put(CASE, BytesIO(CONTENT))
