"""What every file store does."""

import hashlib
from collections.abc import Iterator

import pytest

from tocsin.blobs import BlobName, BlobStore
from tocsin.errors import NotFound
from tocsin.ids import case_id

CONTENT = b"%PDF-1.7 an invented audit of an invented mill"
CASE = case_id("blobs")
NAME = BlobName(CASE, hashlib.sha256(CONTENT).hexdigest())
PATH = f"{CASE[:2]}/{CASE}/{NAME.sha256}"


class BlobStoreContract:
    """Run by test classes of modules that have a fixture `store`, empty each time."""

    def test_a_stored_file_is_found_under_its_name(self, store: BlobStore) -> None:
        store.put(NAME, [CONTENT[:9], CONTENT[9:]])
        assert store.get(NAME) == CONTENT

    def test_the_last_that_was_stored_under_a_name_is_found(
        self, store: BlobStore
    ) -> None:
        store.put(NAME, [b"sealed with a key that was never used again"])
        store.put(NAME, [CONTENT])
        assert store.get(NAME) == CONTENT

    def test_an_empty_file_is_a_file(self, store: BlobStore) -> None:
        store.put(NAME, [])
        assert store.get(NAME) == b""

    def test_what_was_never_stored_is_not_found(self, store: BlobStore) -> None:
        assert not store.exists(NAME)
        with pytest.raises(NotFound):
            store.get(NAME)

    def test_the_same_content_in_two_cases_is_two_files(self, store: BlobStore) -> None:
        other = BlobName(case_id("other"), NAME.sha256)
        store.put(NAME, [CONTENT])
        assert not store.exists(other)

    def test_all_files_of_a_case_are_deleted_and_no_others(
        self, store: BlobStore
    ) -> None:
        second = BlobName(CASE, "0" * 64)
        other = BlobName(case_id("other"), NAME.sha256)
        for name in (NAME, second, other):
            store.put(name, [CONTENT])
        assert store.delete_case(CASE) == 2
        assert [store.exists(name) for name in (NAME, second, other)] == [
            False,
            False,
            True,
        ]
        assert store.delete_case(CASE) == 0

    @pytest.mark.parametrize(
        "name",
        [
            BlobName(CASE, "../../etc/passwd"),
            BlobName(CASE, NAME.sha256.upper()),
            BlobName(CASE, NAME.sha256[:-1]),
            BlobName(CASE, ""),
            BlobName("../../../../../../etc", NAME.sha256),
            BlobName("", NAME.sha256),
        ],
    )
    def test_a_name_that_could_leave_the_store_is_refused(
        self, store: BlobStore, name: BlobName
    ) -> None:
        for act in (store.get, store.exists, lambda name: store.put(name, [])):
            with pytest.raises(ValueError, match="named by"):
                act(name)

    def test_a_case_that_could_leave_the_store_is_refused(
        self, store: BlobStore
    ) -> None:
        with pytest.raises(ValueError, match="named by"):
            store.delete_case("../../../../../../etc")

    def test_what_breaks_off_leaves_nothing(self, store: BlobStore) -> None:
        def broken() -> Iterator[bytes]:
            yield CONTENT
            raise EOFError

        with pytest.raises(EOFError):
            store.put(NAME, broken())
        assert not store.exists(NAME)

    def test_a_store_that_is_there_answers(self, store: BlobStore) -> None:
        store.ping()
