"""The embedded index among processes that write at once, freeze and die."""

import multiprocessing
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from tests.contract.index_under_test import fill, found, request
from tests.documents import document
from tests.manual_clock import ManualClock
from tocsin.clock import SystemClock
from tocsin.errors import DependencyDown, Halt, OtherMapping
from tocsin.search.base import Write
from tocsin.search.tantivy import TantivyIndex
from tocsin.search.tantivy_lock import locked
from tocsin.search.tantivy_store import DocumentStore

_SPAWN = multiprocessing.get_context("spawn")
_BATCHES, _BATCH = 8, 10


@pytest.fixture
def index(tmp_path: Path) -> Iterator[TantivyIndex]:
    with TantivyIndex(tmp_path) as index:
        index.apply()
        yield index


def _write_batches(folder: Path, name: str, told: Connection) -> None:
    with TantivyIndex(folder) as index:
        for batch in range(_BATCHES):
            ids = [f"{name}-{batch}-{number}" for number in range(_BATCH)]
            results = index.write([Write(document(id_), None) for id_ in ids])
            told.send([result.fate for result in results])
    told.close()


def test_processes_write_at_once_while_another_searches(
    index: TantivyIndex, tmp_path: Path
) -> None:
    told, tell = _SPAWN.Pipe(duplex=False)
    writers = [
        _SPAWN.Process(target=_write_batches, args=(tmp_path, name, tell))
        for name in ("left", "right")
    ]
    for writer in writers:
        writer.start()
    tell.close()
    written = 0
    for _ in range(2 * _BATCHES):
        assert told.recv() == ["written"] * _BATCH
        written += _BATCH
        # What was reported written is found at once, without a refresh here.
        assert index.search(request()).total >= written
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert len(set(found(index))) == written == 160


def _hold_lock(path: Path, told: Connection, wait: Connection) -> None:
    with locked(path, SystemClock()):
        told.send("held")
        wait.recv()


def test_a_killed_process_leaves_no_lock(index: TantivyIndex, tmp_path: Path) -> None:
    told, tell = _SPAWN.Pipe(duplex=False)
    wait, _keep = _SPAWN.Pipe(duplex=False)
    lock = tmp_path / "gen-0001" / "write.lock"
    holder = _SPAWN.Process(target=_hold_lock, args=(lock, tell, wait))
    holder.start()
    assert told.recv() == "held"
    with TantivyIndex(tmp_path, clock=SystemClock()) as reader:
        assert index.search(request()).total == 0
        holder.kill()
        holder.join()
        fill(reader, document("a"))
    assert found(index) == ["a"]


def test_a_frozen_holder_makes_the_index_unavailable(
    index: TantivyIndex, tmp_path: Path
) -> None:
    index.ping()
    clock = ManualClock()
    path = tmp_path / "other.lock"
    with (
        locked(path, clock),
        pytest.raises(DependencyDown, match="held by another process"),
        locked(path, clock),
    ):
        pass


@pytest.mark.parametrize("way", ["refresh", "write", "apply"])
def test_what_a_killed_process_stored_becomes_searchable(
    index: TantivyIndex, tmp_path: Path, way: str
) -> None:
    fill(index, document("a"))
    # A process that dies after SQLite and before tantivy leaves exactly this.
    store = DocumentStore(tmp_path / "gen-0001" / "documents.db", "gen-0001")
    token = index.get(["a"])["a"].token
    store.write(
        [Write(document("a", version=2, text="tea"), token)]
        + [Write(document(f"b{number:03}"), None) for number in range(600)]
    )
    store.close()
    assert found(index) == ["a"]
    if way == "write":
        index.write([Write(document("c"), None)])
    else:
        getattr(index, way)()
    assert len(found(index)) == (602 if way == "write" else 601)
    assert found(index, "tea") == ["a"]


def test_lost_words_are_made_again_from_the_documents(tmp_path: Path) -> None:
    with TantivyIndex(tmp_path) as index:
        index.apply()
        fill(index, document("a", text="cotton"))
    words = tmp_path / "gen-0001" / "words"
    (words / "meta.json").write_text("damaged")
    with (
        TantivyIndex(tmp_path) as index,
        pytest.raises(Halt, match="remove the folder"),
    ):
        index.apply()
    for path in words.iterdir():
        path.unlink()
    words.rmdir()
    with TantivyIndex(tmp_path) as index:
        index.apply()
        assert found(index, "cotton") == ["a"]


def test_without_apply_nothing_is_made(tmp_path: Path) -> None:
    with TantivyIndex(tmp_path / "none") as index:
        with pytest.raises(Halt):
            index.write([Write(document("a"), None)])
        with pytest.raises(DependencyDown):
            index.ping()
    assert not (tmp_path / "none").exists()


def test_another_mapping_halts(index: TantivyIndex, tmp_path: Path) -> None:
    index.close()
    (tmp_path / "gen-0001" / "mapping").write_text("00000000")
    with pytest.raises(OtherMapping, match="run tocsin rebuild"):
        index.apply()
    rebuild = index.rebuild()
    fill(rebuild.index, document("a"))
    rebuild.promote()
    assert found(index) == ["a"]


def test_a_generation_older_than_the_last_is_removed(
    index: TantivyIndex, tmp_path: Path
) -> None:
    for _ in range(3):
        index.rebuild().promote()
    assert sorted(path.name for path in tmp_path.glob("gen-*")) == [
        "gen-0003",
        "gen-0004",
    ]
