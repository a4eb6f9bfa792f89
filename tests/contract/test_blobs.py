"""The adapters of the file store, and what each of them does by itself."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from obstore.store import LocalStore

from tests.contract.blob_store import CASE, CONTENT, NAME, PATH, BlobStoreContract
from tests.contract.s3_server import s3_server
from tocsin.blobs import BlobStore, FolderBlobs, ObjectBlobs, open_blobs
from tocsin.errors import DependencyDown


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


class TestBlobStores(BlobStoreContract):
    """In a folder, and over HTTP."""


def test_a_full_disk_is_a_dependency_that_is_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FolderBlobs(tmp_path)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DependencyDown, match="No space left on device"):
        store.put(NAME, [CONTENT])
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
    store.put(NAME, [CONTENT])
    assert synced[0].parent == tmp_path / "partial"
    assert synced[1:] == [tmp_path / CASE[:2] / CASE, tmp_path / CASE[:2], tmp_path]


def test_a_folder_that_went_away_is_named_as_down(tmp_path: Path) -> None:
    store = FolderBlobs(tmp_path)
    (tmp_path / "partial").rmdir()
    with pytest.raises(DependencyDown, match="file store"):
        store.ping()


def test_an_object_store_that_fails_is_down(tmp_path: Path) -> None:
    tmp_path.joinpath(CASE[:2]).write_bytes(b"a file where a folder should be")
    store = ObjectBlobs(LocalStore(tmp_path))
    with pytest.raises(DependencyDown, match="file store"):
        store.put(NAME, [CONTENT])


def test_an_object_lies_below_its_case(monkeypatch: pytest.MonkeyPatch) -> None:
    with s3_server() as (address, objects):
        point_at(address, monkeypatch)
        open_blobs("s3://bucket/prefix").put(NAME, [CONTENT])
        assert objects == {f"/bucket/prefix/{PATH}": CONTENT}


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
