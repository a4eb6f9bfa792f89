"""Every route of intake: what another site sends, and the headers of each answer."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from starlette.routing import BaseRoute

from tests.form_client import FormClient, form_client
from tocsin.web.headers import SECURITY_HEADERS

REPORTS = "/v1/allegations"
"""Anybody may send one, from anywhere: no cookie would make a difference."""

HEADERS = {name.lower() for name in SECURITY_HEADERS}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FormClient]:
    folder: Path = tmp_path_factory.mktemp("form")
    with form_client(folder) as client:
        client.start()
        yield client


def routes_of(routes: Iterable[BaseRoute]) -> Iterator[tuple[str, str]]:
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from routes_of(inner.routes)
            continue
        path = getattr(route, "path", "").replace("{code}", "en")
        methods: set[str] = getattr(route, "methods", set())
        for method in sorted(methods - {"HEAD"}):
            yield method, re.sub(r"\{\w+(:int)?\}", "1", path)


@pytest.mark.parametrize(
    "sent",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}],
    ids=str,
)
def test_no_page_takes_what_another_site_sends(
    site: FormClient, sent: dict[str, str]
) -> None:
    site.client.headers.pop("Sec-Fetch-Site", None)
    asked = [
        path
        for method, path in routes_of(site.app.routes)
        if method != "GET" and path != REPORTS
    ]
    assert len(asked) > 5
    part = {"go": (None, "continue")}
    answers = {
        path: site.client.post(path, files=part, headers=sent).status_code
        for path in asked
    }
    assert answers == dict.fromkeys(asked, 403)


def test_every_answer_carries_the_headers(site: FormClient) -> None:
    asked = [*routes_of(site.app.routes), ("GET", "/nowhere"), ("PUT", "/en/report")]
    for method, path in asked:
        answer = site.client.request(method, path)
        assert answer.headers.keys() >= HEADERS, (method, path)
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store", (method, path)
