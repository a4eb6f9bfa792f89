"""The file store: the port, its two adapters, and how a setting becomes one."""

from datetime import timedelta
from pathlib import Path

from obstore.store import S3Store

from tocsin.blobs.base import BLOB_BYTES_MAX, BlobName, BlobStore
from tocsin.blobs.case_files import CaseFiles, put_sealed, sha256_of
from tocsin.blobs.folder import FolderBlobs
from tocsin.blobs.objects import ObjectBlobs

__all__ = [
    "BLOB_BYTES_MAX",
    "BlobName",
    "BlobStore",
    "CaseFiles",
    "FolderBlobs",
    "ObjectBlobs",
    "open_blobs",
    "put_sealed",
    "sha256_of",
]

S3_TRIES_S = 10
"""A reporter is waiting: obstore by itself would try for three minutes."""

S3_REQUEST_S = 30
"""25 MB at less than 1 MB a second."""


def open_blobs(where: str | Path) -> BlobStore:
    """The file store at a folder or at an s3:// address.

    Of S3, endpoint, region and credentials come from the AWS_ variables of the
    environment, as for every tool that speaks to it: AWS_ENDPOINT_URL, AWS_REGION,
    AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, or the role of the machine.

    Args:
        where: a folder, as a path or as file://..., or s3://bucket/prefix.

    Raises:
        DependencyDown: the folder cannot be made.
        ValueError: an address of another kind.
    """
    address = str(where)
    if address.startswith("s3://"):
        store = S3Store.from_url(
            address,
            client_options={
                "timeout": timedelta(seconds=S3_REQUEST_S),
                # Only where AWS_ENDPOINT_URL says http://, for a store on this machine.
                "allow_http": True,
            },
            retry_config={"retry_timeout": timedelta(seconds=S3_TRIES_S)},
        )
        return ObjectBlobs(store)
    folder = address.removeprefix("file://")
    if "://" in folder:
        raise ValueError("a file store is a folder or an s3:// address")
    return FolderBlobs(Path(folder))
