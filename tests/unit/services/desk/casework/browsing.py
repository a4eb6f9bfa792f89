"""A browser without JavaScript at the page of a case, in memory."""

from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from tests.desk_world import DeskWorld
from tocsin.ids import case_id

CASE = case_id("first")
SECOND = case_id("second")
HERE = f"/desk/cases/{CASE}"


def browser(world: DeskWorld) -> TestClient:
    """One that says that its requests come from the desk's own pages."""
    own = {"Sec-Fetch-Site": "same-origin"}
    return TestClient(world.app, base_url="http://127.0.0.1", headers=own)


def send(client: TestClient, do: str, *, version: int = 0, **fields: Any) -> Response:
    data = {"based_on_version": str(version), "do": do, **fields}
    return client.post(f"{HERE}/changes", data=data, follow_redirects=False)


def opened(client: TestClient, path: str = HERE) -> HTMLParser:
    answer = client.get(path)
    assert answer.status_code == 200
    return HTMLParser(answer.text)


def text_of(page: HTMLParser, selector: str) -> str:
    node = page.css_first(selector)
    assert node is not None, selector
    return " ".join(node.text(separator=" ").split())
