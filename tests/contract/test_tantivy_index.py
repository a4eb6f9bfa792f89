"""The embedded index keeps the contract, and survives processes that die."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.index_under_test import MakeIndex
from tests.contract.search_index import SearchIndexContract
from tocsin.search.base import SearchIndex
from tocsin.search.tantivy import TantivyIndex


class TestTantivyIndex(SearchIndexContract):
    @pytest.fixture
    def make_index(self, tmp_path: Path) -> Iterator[MakeIndex]:
        opened: list[SearchIndex] = []

        def make() -> SearchIndex:
            opened.append(TantivyIndex(tmp_path / "index"))
            return opened[-1]

        yield make
        for index in opened:
            index.close()
