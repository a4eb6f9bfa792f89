"""A desk in a folder, and a browser without JavaScript to look at it with."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from tests.desk_world import DeskWorld, desk_world

Open = Callable[..., HTMLParser]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path) as world:
        yield world


@pytest.fixture
def client(world: DeskWorld) -> Iterator[TestClient]:
    with TestClient(world.app, base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture
def open_page(client: TestClient) -> Open:
    """Open a page below /desk; the status is asserted."""

    def opened(path: str, *, status: int = 200) -> HTMLParser:
        answer = client.get(f"/desk{path}")
        assert answer.status_code == status, answer.text[:500]
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert " style=" not in answer.text
        assert "<script" not in answer.text.replace('<script src="/assets/', "")
        return HTMLParser(answer.text)

    return opened
