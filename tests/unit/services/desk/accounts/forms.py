"""Forms as browsers send them, and what the pages show."""

from fastapi.testclient import TestClient
from httpx2 import Response
from selectolax.lexbor import LexborHTMLParser as HTMLParser

FORM = {"Sec-Fetch-Site": "same-origin"}


def post(browser: TestClient, path: str, **fields: str | list[str]) -> Response:
    """Send a form."""
    return browser.post(path, data=fields, headers=FORM)


def shown(answer: Response) -> str:
    """The words of a page."""
    page = HTMLParser(answer.text)
    assert page.body is not None
    return " ".join(page.body.text(separator=" ").split())


def once(answer: Response) -> str:
    """What a page shows once: a link or a key."""
    (code,) = HTMLParser(answer.text).css(".once code")
    return code.text()
