"""The file store in a real server that speaks S3."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.blob_store import CASE, CONTENT, NAME, BlobStoreContract
from tests.engines.engines import cache_folder
from tests.engines.jars import fetch
from tests.engines.s3_server import BUCKET, KEY_ID, SECRET, s3_server
from tests.engines.server import Server
from tests.pipeline.station import files_with
from tests.vaults import tried_vault
from tocsin.blobs import BlobStore, CaseFiles, open_blobs
from tocsin.clock import SystemClock
from tocsin.errors import DependencyDown, NotFound

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = s3_server(fetch(cache_folder()), tmp_path_factory.mktemp("s3"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
def store(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BlobStore:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.port}")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY_ID)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    # A prefix of its own: empty for each test.
    return open_blobs(f"s3://{BUCKET}/{tmp_path.name}")


class TestS3(BlobStoreContract):
    """Requests are signed, and the signatures checked."""


def test_files_of_an_erased_case_are_gone_from_the_server(
    server: Server, store: BlobStore, tmp_path: Path
) -> None:
    with tried_vault(tmp_path, SystemClock()) as vault:
        vault.know(CASE)
        files = CaseFiles(store, vault.files.keys)
        (tmp_path / "audit.pdf").write_bytes(CONTENT)
        with (tmp_path / "audit.pdf").open("rb") as content:
            sha256 = files.put(CASE, content)
        assert files.get(CASE, sha256) == CONTENT
        kept = server.folder / "objects" / BUCKET / tmp_path.name
        assert [path for path in kept.rglob("*") if path.is_file()] != []
        assert files_with(kept, "audit invented") == []
        vault.table.erase(CASE, vault.clock.now())
        assert files.store.delete_case(CASE) == 1
        assert [path for path in kept.rglob("*") if path.is_file()] == []
    with tried_vault(tmp_path, SystemClock()) as vault, pytest.raises(NotFound):
        CaseFiles(store, vault.files.keys).get(CASE, sha256)


def test_another_secret_opens_nothing(
    store: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(NAME, [CONTENT])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    with pytest.raises(DependencyDown, match="PermissionDenied"):
        open_blobs(f"s3://{BUCKET}/any").get(NAME)
