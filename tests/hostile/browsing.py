"""Requests to pages: their own names of fields, with values that nobody would type."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from hypothesis import given
from hypothesis import strategies as st
from starlette.routing import BaseRoute

from tests.hostile.asking import SERVER_ERROR, client_of, trials

BUSY = 503

Pairs = list[tuple[str, str]]

_NAME = re.compile(r'\bname="([\w:-]+)"')
_VALUE = re.compile(r'\bvalue="([\w:/.-]+)"')
_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
_TEXT = st.text(max_size=30)


@dataclass(frozen=True)
class Site:
    """Pages to ask.

    Attributes:
        known: parameter of a path -> values that it has.
        names: of fields, as the pages themselves have them.
        values: likewise.
    """

    client: TestClient
    known: Mapping[str, Sequence[str]]
    names: Sequence[str]
    values: Sequence[str]

    def ask(self, method: str, path: str, fields: Pairs, as_parts: bool) -> Response:  # noqa: FBT001 - drawn
        """Send what a form sends: in the address, as a form, or in parts."""
        if method == "GET":
            return self.client.get(f"{path}?{urlencode(fields)}")
        if as_parts:
            parts = [(name or "x", (None, value)) for name, value in fields]
            return self.client.request(method, path, files=parts)
        form = {"content-type": "application/x-www-form-urlencoded"}
        return self.client.request(
            method, path, content=urlencode(fields), headers=form
        )


def stay_outside(_client: TestClient) -> None:
    """Where there is nothing to begin with."""


def browse_all(
    app: FastAPI,
    cases: int,
    known: Mapping[str, Sequence[str]],
    enter: Callable[[TestClient], object] = stay_outside,
) -> Counter[int]:
    """Ask each page of an app, and send each of its forms; statuses.

    Args:
        app: has the pages.
        cases: requests in all.
        known: parameter of a path -> values that it has.
        enter: what a browser does before.

    Raises:
        AssertionError: one was answered as a bug.
    """
    routes = list(_routes(app.routes))
    with client_of(app) as client:
        client.headers["Sec-Fetch-Site"] = "same-origin"
        enter(client)
        site = _site(client, [path for get, path in routes if get == "GET"], known)
        seen: Counter[int] = Counter()
        for route in routes:
            _browse(site, route, max(1, cases // len(routes)), seen)
    return seen


def _routes(routes: Iterable[BaseRoute]) -> Iterator[tuple[str, str]]:
    """Method and path of each route that is not in the OpenAPI document."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _routes(inner.routes)
        elif not getattr(route, "include_in_schema", True):
            methods: set[str] = getattr(route, "methods", set())
            for method in sorted(methods - {"HEAD"}):
                yield method, getattr(route, "path", "")


def _site(
    client: TestClient, paths: Sequence[str], known: Mapping[str, Sequence[str]]
) -> Site:
    pages = [
        client.get(_filled(path, {name: of[n % len(of)] for name, of in known.items()}))
        for path in paths
        for n in range(max(map(len, known.values())))
    ]
    names = {name for page in pages for name in _NAME.findall(page.text)}
    values = {value for page in pages for value in _VALUE.findall(page.text)}
    return Site(client, known, sorted(names), sorted(values))


def _filled(path: str, values: Mapping[str, str]) -> str:
    return _PARAMETER.sub(lambda found: quote(values.get(found[1], "1"), ""), path)


def _browse(site: Site, route: tuple[str, str], cases: int, seen: Counter[int]) -> None:
    method, path = route
    name = st.one_of(st.sampled_from(site.names), _TEXT)
    value = st.one_of(st.sampled_from(site.values), _TEXT, st.just("9" * 400))
    given_path = st.fixed_dictionaries(
        {
            one: st.one_of(st.sampled_from(site.known.get(one, ["1"])), _TEXT)
            for one in _PARAMETER.findall(path)
        }
    )

    @trials(cases)
    @given(given_path, st.lists(st.tuples(name, value), max_size=8), st.booleans())
    def ask(parameters: dict[str, str], fields: Pairs, as_parts: bool) -> None:  # noqa: FBT001 - drawn
        answer = site.ask(method, _filled(path, parameters), fields, as_parts)
        seen[answer.status_code] += 1
        told = f"{method} {path}: {answer.text}"
        assert answer.status_code < SERVER_ERROR or _is_busy(answer), told

    ask()


def _is_busy(answer: Response) -> bool:
    """Codes are tried at a pace: who is quicker is told when to come back."""
    return answer.status_code == BUSY and "retry-after" in answer.headers
