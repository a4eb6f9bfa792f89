"""The file store: the port, its two adapters, and how a setting becomes one."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from obstore.store import S3Store

from tocsin.blobs.base import BLOB_BYTES_MAX, BlobStore
from tocsin.blobs.folder import FolderBlobs
from tocsin.blobs.objects import ObjectBlobs

if TYPE_CHECKING:
    from obstore.store import S3Config

__all__ = ["BLOB_BYTES_MAX", "BlobStore", "FolderBlobs", "ObjectBlobs", "open_blobs"]


def open_blobs(
    where: str | Path, *, options: Mapping[str, str] | None = None
) -> BlobStore:
    """The file store at a folder or at an address such as s3://bucket/prefix.

    Args:
        where: a folder, as a path or as file://..., or an s3:// address.
        options: obstore's own for S3: `endpoint`, `region`, `access_key_id`.

    Raises:
        DependencyDown: the folder cannot be made.
        ValueError: an address of another kind.
    """
    address = str(where)
    if address.startswith("s3://"):
        config = cast("S3Config", dict(options or {}))
        return ObjectBlobs(S3Store.from_url(address, config=config))
    folder = address.removeprefix("file://")
    if "://" in folder:
        raise ValueError("a file store is a folder or an s3:// address")
    return FolderBlobs(Path(folder))
