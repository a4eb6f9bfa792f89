"""The index of production keeps the contract on a real Elasticsearch."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch, NotFoundError

from tests.contract.index_under_test import MakeIndex, fill, found
from tests.contract.search_index import SearchIndexContract
from tests.documents import document
from tests.engines.engines import Engines
from tests.pipeline.station import files_with
from tocsin.cli.rebuilding import prepare
from tocsin.clock import SystemClock
from tocsin.errors import DependencyDown, Halt, OtherMapping
from tocsin.search.base import SearchIndex, Write
from tocsin.search.elastic import ElasticIndex
from tocsin.search.elastic_mapping import ElasticOptions
from tocsin.settings import load_settings

pytestmark = pytest.mark.live

# Nothing is searchable before a refresh is asked for, and one node holds no replica.
OPTIONS = ElasticOptions(refresh_s=3600, replicas=0)


@pytest.fixture
def name() -> str:
    return f"cases-{uuid4().hex[:8]}"


@pytest.fixture
def make_index(elastic_url: str, name: str) -> Iterator[MakeIndex]:
    opened: list[SearchIndex] = []

    def make() -> SearchIndex:
        opened.append(ElasticIndex(elastic_url, name=name, options=OPTIONS))
        return opened[-1]

    yield make
    for index in opened:
        index.close()
    with Elasticsearch(elastic_url) as client:
        for left in client.indices.get(index=f"{name}-v*"):
            client.indices.delete(index=left)


class TestElasticIndex(SearchIndexContract):
    pass


@pytest.fixture
def index(make_index: MakeIndex) -> SearchIndex:
    index = make_index()
    index.apply()
    return index


@pytest.fixture
def client(elastic_url: str) -> Iterator[Elasticsearch]:
    with Elasticsearch(elastic_url) as client:
        yield client


def live_index(client: Elasticsearch, name: str) -> str:
    return str(next(iter(client.indices.get_alias(name=name))))


def test_without_the_alias_a_write_halts_and_makes_no_index(
    make_index: MakeIndex, client: Elasticsearch, name: str
) -> None:
    index = make_index()
    with pytest.raises(Halt):
        index.write([Write(document("a"), None)])
    with pytest.raises(Halt):
        index.get(["a"])
    with pytest.raises(DependencyDown):
        index.ping()
    assert not client.indices.exists(index=name)


def test_a_field_the_mapping_does_not_know_is_refused(
    index: SearchIndex, client: Elasticsearch, name: str
) -> None:
    fill(index, document("a"))
    mapping = client.indices.get_mapping(index=name)[live_index(client, name)]
    assert mapping["mappings"]["dynamic"] == "strict"
    assert mapping["mappings"]["properties"]["case"] == {
        "type": "object",
        "enabled": False,
    }


def test_another_mapping_version_halts(
    index: SearchIndex, client: Elasticsearch, name: str
) -> None:
    client.indices.put_mapping(
        index=live_index(client, name), meta={"version": "00000000"}
    )
    with pytest.raises(OtherMapping, match="run tocsin rebuild"):
        index.apply()


def test_a_start_leaves_an_index_of_another_version_to_those_who_share_it(
    index: SearchIndex,
    client: Elasticsearch,
    elastic_url: str,
    name: str,
    tmp_path: Path,
) -> None:
    fill(index, document("a"))
    live = live_index(client, name)
    client.indices.put_mapping(index=live, meta={"version": "00000000"})
    settings = load_settings(data=tmp_path, index_url=elastic_url, index_name=name)
    with pytest.raises(OtherMapping):
        prepare(settings, SystemClock())
    assert live_index(client, name) == live
    assert found(index) == ["a"]


def test_an_index_of_the_name_of_the_alias_halts(
    make_index: MakeIndex, client: Elasticsearch, name: str
) -> None:
    client.indices.create(index=name, settings={"number_of_replicas": 0})
    with pytest.raises(Halt):
        make_index().apply()
    client.indices.delete(index=name)


def test_a_block_on_the_live_index_is_blocked_and_clears(
    index: SearchIndex, client: Elasticsearch, name: str
) -> None:
    block = "index.blocks.read_only_allow_delete"
    live = live_index(client, name)
    client.indices.put_settings(index=live, settings={block: True})
    fates = [result.fate for result in index.write([Write(document("a"), None)])]
    client.indices.put_settings(index=live, settings={block: None})
    assert fates == ["blocked"]
    fill(index, document("a"))


def test_a_write_to_the_generation_before_is_a_conflict(index: SearchIndex) -> None:
    fill(index, document("a"))
    token = index.get(["a"])["a"].token
    for _ in range(3):
        rebuild = index.rebuild()
        fill(rebuild.index, document("a", version=9))
        rebuild.promote()
        result = index.write([Write(document("a", version=2), token)])[0]
        assert (result.fate, result.reason) == ("conflict", "promoted")
    index.refresh()
    assert found(index) == ["a"]


def test_two_rebuilds_at_once_leave_one_live_index_that_takes_writes(
    index: SearchIndex, client: Elasticsearch, name: str
) -> None:
    first, second = index.rebuild(), index.rebuild()
    before = live_index(client, name)
    first.promote()
    late: list[dict[str, Any]] = [
        {"add": {"index": second.name, "alias": name}},
        {"remove": {"index": before, "alias": name, "must_exist": True}},
    ]
    with pytest.raises(NotFoundError) as refused:
        client.indices.update_aliases(actions=late)
    assert refused.value.error == "aliases_not_found_exception"
    assert list(client.indices.get_alias(name=name)) == [first.name]
    second.promote()
    assert list(client.indices.get_alias(name=name)) == [second.name]
    fill(index, document("a"))


def test_a_rebuild_leaves_a_live_index_that_somebody_closed(
    index: SearchIndex, client: Elasticsearch, name: str
) -> None:
    closed = live_index(client, name)
    client.indices.add_block(index=closed, block="write")
    assert index.write([Write(document("a"), None)])[0].fate == "blocked"
    index.rebuild().promote()
    fill(index, document("a"))
    settings = client.indices.get_settings(index=closed)[closed]["settings"]
    assert settings["index"]["blocks"] == {"write": "true"}


def test_the_generation_before_last_is_removed(
    index: SearchIndex, client: Elasticsearch, name: str
) -> None:
    for _ in range(3):
        index.rebuild().promote()
    left = sorted(client.indices.get(index=f"{name}-v*"))
    assert [index_name.rsplit("-", 1)[1] for index_name in left] == ["0003", "0004"]


def test_what_was_overwritten_is_on_no_disk_after_expunging(
    index: SearchIndex, client: Elasticsearch, name: str, engines: Engines
) -> None:
    folder = engines.elasticsearch.folder
    # Among many: a merge that may pass over a few would pass over this one.
    fill(index, *(document(f"other {n}", text=f"passports {n}") for n in range(50)))
    fill(index, document("a", text="Quillabourn kept them"))
    client.indices.flush(index=name)
    assert files_with(folder, "quillabourn") != []
    token = index.get(["a"])["a"].token
    index.write([Write(document("a", text="nothing"), token)])
    index.expunge()
    assert files_with(folder, "quillabourn") == []
    index.refresh()
    assert found(index, "passports", limit=100) == sorted(
        f"other {n}" for n in range(50)
    )
