"""What every file store does, tried on each adapter."""

import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from obstore.store import LocalStore

from tests.contract.s3_server import s3_server
from tocsin.blobs import BlobStore, FolderBlobs, ObjectBlobs, open_blobs
from tocsin.blobs import base as blobs_base
from tocsin.errors import DependencyDown, Halt, NotFound

CONTENT = b"%PDF-1.7 an invented audit of an invented mill"
NAME = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(params=["folder", "s3"])
def store(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[BlobStore]:
    if request.param == "folder":
        yield open_blobs(tmp_path / "blobs")
        return
    with s3_server() as (address, _objects):
        point_at(address, monkeypatch)
        yield open_blobs("s3://bucket/some/prefix")


def point_at(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "invented")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "invented")


def test_a_stored_file_is_named_by_its_sha256(store: BlobStore) -> None:
    assert store.put(io.BytesIO(CONTENT)) == NAME
    assert store.get(NAME) == CONTENT


def test_storing_twice_changes_nothing(store: BlobStore) -> None:
    store.put(io.BytesIO(CONTENT))
    assert store.put(io.BytesIO(CONTENT)) == NAME
    assert store.get(NAME) == CONTENT


def test_a_file_is_stored_from_where_the_reader_stands(store: BlobStore) -> None:
    content = io.BytesIO(b"skip" + CONTENT)
    content.seek(4)
    assert store.put(content) == NAME


def test_an_empty_file_is_a_file(store: BlobStore) -> None:
    name = store.put(io.BytesIO(b""))
    assert name == hashlib.sha256(b"").hexdigest()
    assert store.get(name) == b""


def test_what_was_never_stored_is_not_found(store: BlobStore) -> None:
    assert not store.exists(NAME)
    with pytest.raises(NotFound):
        store.get(NAME)


def test_a_deleted_file_is_gone_and_deleting_again_is_harmless(
    store: BlobStore,
) -> None:
    store.put(io.BytesIO(CONTENT))
    assert store.exists(NAME)
    store.delete(NAME)
    store.delete(NAME)
    assert not store.exists(NAME)


@pytest.mark.parametrize("name", ["../../etc/passwd", NAME.upper(), NAME[:-1], ""])
def test_a_name_that_is_no_hash_is_refused(store: BlobStore, name: str) -> None:
    for act in (store.get, store.exists, store.delete):
        with pytest.raises(ValueError, match="64 hexadecimal"):
            act(name)


def test_more_than_the_limit_is_refused_and_leaves_nothing(
    store: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blobs_base, "BLOB_BYTES_MAX", len(CONTENT) - 1)
    with pytest.raises(ValueError, match="at most"):
        store.put(io.BytesIO(CONTENT))
    assert not store.exists(NAME)


def test_a_store_that_is_there_answers(store: BlobStore) -> None:
    store.ping()


def test_a_damaged_file_is_never_handed_out(tmp_path: Path) -> None:
    store = FolderBlobs(tmp_path)
    store.put(io.BytesIO(CONTENT))
    (tmp_path / NAME[:2] / NAME[2:4] / NAME).write_bytes(CONTENT[:-1])
    with pytest.raises(Halt, match="damaged"):
        store.get(NAME)


def test_a_full_disk_is_a_dependency_that_is_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FolderBlobs(tmp_path)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DependencyDown, match="No space left on device"):
        store.put(io.BytesIO(CONTENT))
    assert not store.exists(NAME)
    assert list((tmp_path / "partial").iterdir()) == []


def test_file_and_folders_are_synced_before_put_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FolderBlobs(tmp_path)
    real, synced = os.fsync, []

    def watched(handle: int) -> None:
        synced.append(Path(f"/proc/self/fd/{handle}").readlink())
        real(handle)

    monkeypatch.setattr(os, "fsync", watched)
    store.put(io.BytesIO(CONTENT))
    assert synced[0].parent == tmp_path / "partial"
    assert synced[1:] == [
        tmp_path / NAME[:2] / NAME[2:4],
        tmp_path / NAME[:2],
        tmp_path,
    ]


def test_a_folder_that_went_away_is_named_as_down(tmp_path: Path) -> None:
    store = FolderBlobs(tmp_path)
    (tmp_path / "partial").rmdir()
    with pytest.raises(DependencyDown, match="file store"):
        store.ping()


def test_an_object_store_that_fails_is_down(tmp_path: Path) -> None:
    tmp_path.joinpath(NAME[:2]).write_bytes(b"a file where a folder should be")
    store = ObjectBlobs(LocalStore(tmp_path))
    with pytest.raises(DependencyDown, match="file store"):
        store.put(io.BytesIO(CONTENT))


def test_a_damaged_object_is_never_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with s3_server() as (address, objects):
        point_at(address, monkeypatch)
        store = open_blobs("s3://bucket/prefix")
        store.put(io.BytesIO(CONTENT))
        path = f"/bucket/prefix/{NAME[:2]}/{NAME[2:4]}/{NAME}"
        assert objects == {path: CONTENT}
        objects[path] = CONTENT[:-1]
        with pytest.raises(Halt, match="damaged"):
            store.get(NAME)


def test_an_address_picks_the_adapter(tmp_path: Path) -> None:
    assert isinstance(open_blobs(tmp_path / "a"), FolderBlobs)
    assert isinstance(open_blobs(f"file://{tmp_path}/b"), FolderBlobs)
    assert isinstance(open_blobs("s3://bucket/prefix"), ObjectBlobs)
    with pytest.raises(ValueError, match="a folder or an s3:// address"):
        open_blobs("ftp://somewhere/else")


def test_what_a_dead_writer_left_is_cleared_after_a_day(tmp_path: Path) -> None:
    FolderBlobs(tmp_path)
    left, fresh = tmp_path / "partial" / "left", tmp_path / "partial" / "fresh"
    left.write_bytes(b"half")
    fresh.write_bytes(b"half")
    day_and_a_bit_ago = fresh.stat().st_mtime - 25 * 3600
    os.utime(left, (day_and_a_bit_ago, day_and_a_bit_ago))
    FolderBlobs(tmp_path)
    assert list((tmp_path / "partial").iterdir()) == [fresh]
